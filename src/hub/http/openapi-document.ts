import * as z from "zod";
import { type Call } from "../../protocol/api/call.ts";
import { expectedBy } from "../../protocol/api/parameter.ts";
import { problem } from "../../protocol/api/problem.ts";
import { type ErrorCode, errorCodes } from "../../protocol/error-codes.ts";
import { problemType } from "./problem.ts";

type Json = Record<string, unknown>;

/** Errors that any call can have. */
const commonErrors: readonly ErrorCode[] = [
  "PROCMON_QUERY_INVALID",
  "PROCMON_ORIGIN_REFUSED",
  "PROCMON_HOST_HEADER_REFUSED",
  "PROCMON_INTERNAL",
];

/** A table of calls as an OpenAPI 3.1 document. */
export const computeOpenapi = (calls: Readonly<Record<string, Call>>): Json => {
  const paths: Record<string, Json> = {};
  for (const [id, call] of Object.entries(calls)) {
    const path = (paths[call.path] ??= {});
    path[call.method.toLowerCase()] = operationOf(id, call);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "procmon hub",
      version: "1",
      description:
        "Which process on which host used the CPU, memory, disk and ports, now and then. A value that could not be read is null, never 0.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    // Whoever reaches the address may ask.
    security: [],
    paths,
    components: { schemas: componentsOf(calls) },
  };
};

const operationOf = (id: string, call: Call): Json => {
  const parameters = [...parametersOf(call.params, "path"), ...parametersOf(call.query, "query")];
  return {
    operationId: id,
    summary: call.summary,
    description: [call.description, call.answer.what].filter(Boolean).join("\n\n"),
    ...(parameters.length > 0 && { parameters }),
    ...(call.body !== undefined && {
      requestBody: {
        required: true,
        description: call.body.what,
        content: { "application/json": { schema: refTo(id, "Body") } },
      },
    }),
    responses: responsesOf(id, call),
  };
};

const parametersOf = (schema: z.ZodObject | undefined, place: "path" | "query"): Json[] =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const {
      description,
      expected: _expected,
      ...shape
    } = jsonSchemaOf(field as z.ZodType, "input");
    const expected = expectedBy(field as z.ZodType);
    return {
      name,
      in: place,
      required: place === "path",
      description: [description, expected && `Expected: ${expected}.`].filter(Boolean).join(" "),
      schema: shape,
    };
  });

const responsesOf = (id: string, { answer, errors = [], params, query }: Call): Json => {
  const { status = 200, type = "application/json", schema, list, what } = answer;
  const asText = { schema: { type: "string" } };
  const content = {
    ...(status !== 204 && {
      [type]: schema === undefined ? asText : { schema: refTo(id, "Answer") },
    }),
    ...(list !== undefined && { "text/csv": asText }),
  };
  const mayMiss = params !== undefined || query?.shape["host"] !== undefined;
  const codes = [...commonErrors, ...(mayMiss ? (["PROCMON_NOT_FOUND"] as const) : []), ...errors];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const { status: of } = errorCodes[code];
    byStatus.set(of, [...(byStatus.get(of) ?? []), code]);
  }
  return {
    [status]: { description: what, ...(Object.keys(content).length > 0 && { content }) },
    ...Object.fromEntries(
      [...byStatus].map(([of, some]) => [
        of,
        {
          description: some.map((code) => `\`${code}\`: ${errorCodes[code].meaning}`).join(" "),
          content: { [problemType]: { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      ]),
    ),
  };
};

const nameOf = (id: string, part: "Answer" | "Body"): string =>
  `${id.charAt(0).toUpperCase()}${id.slice(1)}${part}`;
const refTo = (id: string, part: "Answer" | "Body"): Json => ({
  $ref: `#/components/schemas/${nameOf(id, part)}`,
});

const componentsOf = (calls: Readonly<Record<string, Call>>): Json => {
  const components: Json = { Problem: jsonSchemaOf(problem, "output") };
  const add = (name: string, schema: z.ZodType, io: "input" | "output"): void => {
    const { $defs, ...root } = moveRefs(jsonSchemaOf(schema, io), name) as Json & { $defs?: Json };
    components[name] = root;
    for (const [key, definition] of Object.entries($defs ?? {}))
      components[`${name}.${key}`] = definition;
  };
  for (const [id, { answer, body }] of Object.entries(calls)) {
    if (answer.schema !== undefined) add(nameOf(id, "Answer"), answer.schema, "output");
    if (body !== undefined) add(nameOf(id, "Body"), body.schema, "input");
  }
  return components;
};

const jsonSchemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return json;
};

/** References within one schema (`#`, `#/$defs/x`) as they read from the whole document. */
const moveRefs = (value: unknown, name: string): unknown => {
  if (Array.isArray(value)) return value.map((one) => moveRefs(one, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      if (key !== "$ref" || typeof part !== "string") return [key, moveRefs(part, name)];
      const [, definition] = /^#\/\$defs\/(.+)$/.exec(part) ?? [];
      const target = definition === undefined ? name : `${name}.${definition}`;
      return [key, `#/components/schemas/${target}`];
    }),
  );
};
