import { describe, expect, test } from "vitest";
import { computeOpenapi } from "../../../src/hub/http/openapi-document.ts";
import { type Call } from "../../../src/protocol/api/call.ts";
import { calls } from "../../../src/protocol/api/calls.ts";
import { apiPaths } from "../../../src/protocol/api-paths.ts";
import { openHttpHub } from "../../support/http-hub.ts";

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description: string;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<
    string,
    { readonly description: string; readonly content?: Record<string, { readonly schema: object }> }
  >;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

const document = JSON.parse(JSON.stringify(computeOpenapi(calls))) as Document;
const table: readonly (readonly [string, Call])[] = Object.entries(calls);
const operationOf = ({ path, method }: Call) =>
  document.paths[path]?.[method.toLowerCase()] as Operation;

/** Every value under a key, however deep. */
const valuesOf = (value: unknown, key: string): unknown[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([name, part]) => [
        ...(name === key ? [part as unknown] : []),
        ...valuesOf(part, key),
      ]);

describe("the OpenAPI document", () => {
  test("is one of version 3.1 with what that asks for", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info.title).not.toBe("");
    expect(document.info.version).not.toBe("");
    expect(Object.keys(document).sort()).toEqual([
      "components",
      "info",
      "openapi",
      "paths",
      "security",
      "servers",
    ]);
    const ids = valuesOf(document.paths, "operationId");
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has every call of the table and no other", () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(table.map(([, c]) => `${c.method} ${c.path}`).sort());
  });

  test.each(table)("describes %s: parameters, body, answers", (id, call) => {
    const operation = operationOf(call);
    expect(operation).toMatchObject({ operationId: id, summary: call.summary });
    const parameters = operation.parameters ?? [];
    const inPath = [...call.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(parameters.filter((one) => one.in === "path").map(({ name }) => name)).toEqual(inPath);
    expect(parameters.filter((one) => one.in === "query").map(({ name }) => name)).toEqual(
      Object.keys(call.query?.shape ?? {}),
    );
    for (const parameter of parameters) {
      expect(parameter.required).toBe(parameter.in === "path");
      expect(parameter.description).toContain("Expected: ");
      expect(parameter.schema).toMatchObject({ type: "string" });
    }
    expect(operation.requestBody === undefined).toBe(call.body === undefined);
    const good = operation.responses[String(call.answer.status ?? 200)];
    const types = Object.keys(good?.content ?? {});
    expect(types.includes("text/csv")).toBe(call.answer.list !== undefined);
    expect(types.length === 0).toBe(call.answer.status === 204);
    for (const [status, { description, content = {} }] of Object.entries(operation.responses)) {
      expect(status).toMatch(/^[245]\d\d$/);
      expect(description).not.toBe("");
      if (!status.startsWith("2"))
        expect(Object.keys(content)).toEqual(["application/problem+json"]);
    }
  });

  test("refers to nothing that is not there, and leaves no schema unused", () => {
    const names = Object.keys(document.components.schemas);
    const refs = valuesOf(document, "$ref") as string[];
    expect(new Set(refs)).toEqual(new Set(names.map((name) => `#/components/schemas/${name}`)));
    expect(valuesOf(document, "$defs")).toEqual([]);
    for (const name of names) expect(name).toMatch(/^[\w.-]+$/);
  });

  test("has a tree whose children are of its own kind", () => {
    const answer = document.components.schemas["TreeAnswer"];
    const [node] = valuesOf(answer, "$ref") as [string];
    const schema = document.components.schemas[node.replace("#/components/schemas/", "")] as {
      properties: { children: unknown };
    };
    expect(schema.properties.children).toMatchObject({ type: "array", items: { $ref: node } });
  });

  test("is what the hub gives, and every call in it is one that the hub takes", async () => {
    const http = await openHttpHub();
    try {
      const { body, headers } = await http.ask(apiPaths.openapi);
      expect(body).toEqual(document);
      expect(headers["content-type"]).toBe("application/json; charset=utf-8");
      for (const [path, operations] of Object.entries(document.paths))
        for (const method of Object.keys(operations)) {
          // What the call makes of a parameter it does not know shows that there is such a call.
          const { body: answer } = await http.ask(`${path.replaceAll(/[{}]/g, "")}?no_such=1`, {
            method: method.toUpperCase(),
          });
          expect([path, method, answer]).toMatchObject([
            path,
            method,
            { code: "PROCMON_QUERY_INVALID" },
          ]);
        }
    } finally {
      await http.close();
    }
  });
});
