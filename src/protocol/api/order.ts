import { nearestName } from "../nearest-name.ts";
import { oneOf, type Parsed, parameter, type Unknown } from "./parameter.ts";

export type Order = "asc" | "desc";

export interface Sort<Id extends string> {
  readonly field: Id;
  /** Undefined: what is measured with the highest first, a fact in its own order. */
  readonly order: Order | undefined;
}

/** A plus that was not escaped arrives as a blank. */
const signs: Readonly<Record<string, Order>> = { "-": "desc", "+": "asc", " ": "asc" };

/** Reads the name of a field. */
export type ReadField<Id> = (text: string) => { readonly value: Id } | Unknown;

/** Fields that go by their ids alone. */
export const fieldOf =
  <Id extends string>(ids: readonly Id[]): ReadField<Id> =>
  (text) => {
    const name = text.trim();
    const value = ids.find((id) => id === name);
    return value === undefined ? { got: name, nearest: nearestName(name, ids) } : { value };
  };

/** The parameters `sort` and `order` over some fields. `expected` is the kind of field, with its article. */
export const orderParameters = <Id extends string>(
  expected: string,
  readField: ReadField<Id>,
  { first, what }: { readonly first: string; readonly what: string },
) => ({
  sort: parameter(expected, (text): Parsed<Sort<Id>> => {
    const sign = signs[text.charAt(0)];
    const parsed = readField(sign === undefined ? text : text.slice(1));
    return "got" in parsed ? parsed : { value: { field: parsed.value, order: sign } };
  })
    .prefault(first)
    .describe(
      `${what} In front of it, \`-\` puts the highest first, \`+\` (in a URL also \`%2B\`) the lowest. Without a sign, what is measured comes with the highest first, a fact in its own order. What could not be read is last.`,
    ),
  order: oneOf<Order>({ asc: "asc", desc: "desc" })
    .optional()
    .describe("The order, in place of the sign in front of `sort`."),
});

/** Whether sign and order of a query do not contradict each other; `oneOrder` goes with it. */
export const hasOneOrder = (query: { sort: Sort<string>; order?: Order | undefined }): boolean =>
  query.order === undefined || query.sort.order === undefined || query.order === query.sort.order;
export const oneOrder = {
  path: ["order"],
  error: "expected no other order than the sign of sort says",
};
