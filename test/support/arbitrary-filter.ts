import fc from "fast-check";
import { type Filter, type FilterValue, type Operator } from "../../src/protocol/filter/ast.ts";
import {
  type FilterFieldId,
  filterTypeOf,
  hostFilterFields,
  operatorsOf,
} from "../../src/protocol/filter/filter-field.ts";
import { processFieldIds } from "../../src/protocol/process-fields.ts";
import { processStatuses } from "../../src/protocol/process-status.ts";

const field: fc.Arbitrary<FilterFieldId> = fc.constantFrom(
  ...processFieldIds,
  ...(Object.keys(hostFilterFields) as FilterFieldId[]),
);

const finite = fc
  .oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((n) => n + 0);

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...Array.from("ab\\\"'()!=~<>,:-*? 1é\n")), maxLength: 12 }),
  fc.constantFrom("and", "OR", "not", "in", "-x", "--x", "12", ":80", "cpu", "", "-", "!", "\\"),
);

const pattern = fc.constantFrom("", "a.*b", "^(x|y)+$", '\\d{2,}"', "[^a-z]\\\\", "a'b", "é|ß");

const valueOf = (id: FilterFieldId, operator: Operator): fc.Arbitrary<FilterValue> => {
  switch (filterTypeOf(id)) {
    case "number":
      return finite;
    case "ports":
      return fc.nat(65_535);
    case "status":
      return fc.constantFrom(...Object.keys(processStatuses));
    case "flag":
      return fc.boolean();
    case "text":
      return operator === "~" || operator === "!~" ? pattern : text;
  }
};

const comparison: fc.Arbitrary<Filter> = field.chain((id) =>
  fc.constantFrom(...operatorsOf[filterTypeOf(id)]).chain((operator) =>
    valueOf(id, operator).map((value) => ({
      kind: "compare" as const,
      field: id,
      operator,
      value,
    })),
  ),
);

const membership: fc.Arbitrary<Filter> = field.chain((id) =>
  fc
    .array(valueOf(id, "="), { minLength: 1, maxLength: 4 })
    .map((values) => ({ kind: "in" as const, field: id, values })),
);

const word: fc.Arbitrary<Filter> = text.map((t) => ({ kind: "text" as const, text: t }));

const { term } = fc.letrec<{ term: Filter }>((tie) => {
  const list = <Kind extends "and" | "or">(kind: Kind): fc.Arbitrary<Filter> =>
    fc.array(tie("term"), { minLength: 2, maxLength: 4 }).map((terms) => ({
      kind,
      terms: terms.flatMap((one) => (one.kind === kind ? one.terms : [one])),
    }));
  return {
    term: fc.oneof(
      { maxDepth: 4, depthIdentifier: "filter" },
      word,
      comparison,
      membership,
      list("and"),
      list("or"),
      tie("term").map((one) => ({ kind: "not" as const, term: one })),
    ),
  };
});

/** Any filter that a text can express. */
export const arbitraryFilter: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Filter>({ kind: "all" }) },
  { weight: 30, arbitrary: term },
);
