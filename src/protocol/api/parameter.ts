import * as z from "zod";
import { hostId } from "../host-id.ts";
import { expectedMoment, parseMoment } from "../moment.ts";

/** The value of a query parameter, the part of it that is none, or undefined where all of it is none. */
export type Parsed<T> = { readonly value: T } | Unknown | undefined;
/** Travels as the `params` of the issue. */
export interface Unknown {
  readonly got: string;
  /** What was probably meant. */
  readonly nearest: string | undefined;
}

/**
 * A parameter of a query or a path that must parse. `expected` is what docs/api.md, `/openapi.json` and
 * the error say it takes.
 */
export const parameter = <T>(expected: string, parse: (text: string) => Parsed<T>) =>
  z
    .string({ error: "expected the parameter once" })
    .transform((text, context): T => {
      const parsed = parse(text);
      if (parsed !== undefined && "value" in parsed) return parsed.value;
      context.addIssue({
        code: "custom",
        message: `expected ${expected}`,
        ...(parsed !== undefined && { params: parsed }),
      });
      return z.NEVER;
    })
    .meta({ expected });

/** What a parameter takes, from the schema within the wrappers that make it optional. */
export const expectedBy = (schema: z.ZodType): string => {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional)
    return expectedBy(schema.unwrap() as z.ZodType);
  const expected = z.globalRegistry.get(schema)?.["expected"];
  return typeof expected === "string" ? expected : "";
};

const orRefused = <T>(value: T | undefined): Parsed<T> =>
  value === undefined ? undefined : { value };

const number = (
  expected: string,
  { min, max, isInteger }: { min: number; max: number; isInteger: boolean },
) =>
  parameter(expected, (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return value >= min && value <= max && (!isInteger || Number.isInteger(value))
      ? { value }
      : undefined;
  });

export const wholeNumber = (min: number, max: number) =>
  number(`a whole number from ${min} to ${max}`, { min, max, isInteger: true });

export const percent = number("a number of at least 0", {
  min: 0,
  max: Number.MAX_VALUE,
  isInteger: false,
});

/** Bounds are UTF-16 units. */
export const text = (min: number, max: number) =>
  parameter(`${min === 0 ? "at most" : `${min} to`} ${max} characters`, (value) =>
    value.length < min || value.length > max ? undefined : { value },
  );

/** One of some words, each with the value that it stands for. */
export const oneOf = <T>(choices: Readonly<Record<string, T>>) =>
  parameter(Object.keys(choices).join(" or "), (value) =>
    orRefused(Object.hasOwn(choices, value) ? choices[value] : undefined),
  );

export const host = parameter("the id of a host", (value) =>
  orRefused(hostId.safeParse(value).data),
);

/** The host of a call, under both of its names. */
export const hostParameters = {
  agent_id: host.optional().describe("The host. It, or `host`, must be there."),
  host: host.optional().describe("The same as `agent_id`."),
};

/** For the queries of calls about all hosts or one; `oneHost` goes with it. */
export const hasOneHost = (query: {
  agent_id?: string | undefined;
  host?: string | undefined;
}): boolean =>
  query.agent_id === undefined || query.host === undefined || query.agent_id === query.host;
export const oneHost = { path: ["host"], error: "expected no other host than agent_id" };

/** For the queries of calls that need one host. */
export const hasHost = (query: {
  agent_id?: string | undefined;
  host?: string | undefined;
}): boolean => (query.agent_id ?? query.host) !== undefined && hasOneHost(query);
export const needsHost = { path: ["host"], error: "expected the id of one host" };

/** A moment; `timeOfMoment` gives its milliseconds once it is answered. */
export const moment = parameter(expectedMoment, (value) => orRefused(parseMoment(value)));
