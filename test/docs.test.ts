import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { findStalePages } from "../docs/generate.ts";
import { type Call } from "../src/protocol/api/call.ts";
import { calls } from "../src/protocol/api/calls.ts";
import { processesQuery } from "../src/protocol/api/processes.ts";
import { apiPaths } from "../src/protocol/api-paths.ts";
import { applyFrame } from "../src/protocol/apply-frame.ts";
import { decodeAtAgent } from "../src/protocol/decode-at-agent.ts";
import {
  decodeAtTerminal,
  decodeFromAgent,
  decodeFromTerminal,
} from "../src/protocol/decode-frame.ts";
import { errorCodes } from "../src/protocol/error-codes.ts";
import { compileFilter } from "../src/protocol/filter/match.ts";
import { parseFilter } from "../src/protocol/filter/parse.ts";
import { readFilter } from "../src/protocol/filter/read-filter.ts";
import { type SampleFrame } from "../src/protocol/frame.ts";
import { HostState, hostFieldNumber } from "../src/protocol/host-state.ts";
import { processFieldIds } from "../src/protocol/process-fields.ts";
import { hostViewOf } from "./support/host-view.ts";

const docs = new URL("../docs/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, docs), "utf8");

test("the generated pages say what the sources say", () => {
  expect(findStalePages(docs).map(({ path }) => path)).toEqual([]);
});

test("a page that was changed by hand, or is missing its markers, is noticed", () => {
  const fixtures = new URL("./fixtures/", import.meta.url);
  expect(() => findStalePages(fixtures)).toThrow("filter.md: expected the markers");
});

test("docs/errors.md has every code of the source and no other, each with what to do", () => {
  const rows = read("errors.md").match(/^\| `PROCMON_.*$/gm) ?? [];
  const documented = rows.map((row) => row.split(/ *\| */));
  expect(documented.map(([, id]) => id)).toEqual(Object.keys(errorCodes).map((id) => `\`${id}\``));
  for (const [, id, , , , meaning, todo] of documented)
    expect([id, meaning === "", todo === ""]).toEqual([id, false, false]);
});

test("docs/fields.md and the table of docs/filter.md have every process field", () => {
  for (const page of ["fields.md", "filter.md"])
    for (const id of processFieldIds)
      expect(read(page)).toMatch(new RegExp(`^\\| \`${id}\` +\\|`, "m"));
});

describe("docs/filter.md", () => {
  const page = read("filter.md");

  test("has examples that are filters", () => {
    const block = page.slice(page.indexOf("    node "), page.indexOf("The empty filter"));
    const examples = block
      .split("\n")
      .filter((line) => line.startsWith("    "))
      .map((line) => line.trim().split(/ {3,}/)[0] as string);
    expect(examples.length).toBeGreaterThan(10);
    for (const example of examples)
      expect([example, parseFilter(example).ok]).toEqual([example, true]);
  });

  test("shows the error as it is", () => {
    const shown = page.slice(page.indexOf("    filter: "), page.indexOf("## Fields")).trimEnd();
    expect(() => readFilter("cpu > 5 and usr = root")).toThrow(
      shown
        .split("\n")
        .map((line) => line.slice(4))
        .join("\n"),
    );
  });

  test("says rightly what not does to an unknown user", () => {
    const view = hostViewOf([{ pid: 1 }]);
    expect(compileFilter(readFilter("not user = root"))(view, 0)).toBe(true);
    expect(compileFilter(readFilter("user != root"))(view, 0)).toBe(false);
  });
});

describe("docs/api.md", () => {
  const page = read("api.md");
  const sections = page.split(/^## /m).slice(1);
  /** The calls of a text, each as curl sends it. */
  const callsIn = (text: string) =>
    [...text.matchAll(/^curl .*$/gm)].map(([line]) => {
      const { pathname, searchParams } = new URL(/'(http[^']*)'/.exec(line)?.[1] as string);
      const data = [...line.matchAll(/--data-urlencode '([^=]+)=([^']*)'/g)];
      const body = / --data '([^']*)'/.exec(line)?.[1];
      return {
        method: / -X (\S+)/.exec(line)?.[1] ?? (body === undefined ? "GET" : "POST"),
        path: decodeURIComponent(pathname),
        query: {
          ...Object.fromEntries(searchParams),
          ...Object.fromEntries(data.map(([, key, value]) => [key as string, value as string])),
        },
        ...(body !== undefined && { body: JSON.parse(body) as unknown }),
      };
    });
  const sectionOf = (call: Call): string =>
    sections.find((one) => one.startsWith(`${call.method} ${call.path}\n`)) ?? "";
  const table: readonly (readonly [string, Call])[] = Object.entries(calls);

  test("names every call and every path of the hub", () => {
    for (const { method, path } of Object.values<Call>(calls))
      expect(page).toContain(`| \`${method} ${path}\` `);
    const paths = new Set([
      ...Object.values<Call>(calls).map(({ path }) => path),
      apiPaths.agent,
      apiPaths.live,
    ]);
    expect([...paths].sort()).toEqual(Object.values(apiPaths).sort());
  });

  test.each(table)(
    "has every parameter of %s, what it takes and what it is, and calls that are valid",
    (_, call) => {
      const section = sectionOf(call);
      const rows = [...section.matchAll(/^\| (?:Parameter|In the path) [^]*?\n(?!\|)/gm)].flatMap(
        ([table]) => table.match(/^\| `.*$/gm)?.map((row) => row.split(/ *\| */)) ?? [],
      );
      expect(rows.map(([, name]) => name)).toEqual(
        [call.params, call.query]
          .flatMap((schema) => Object.keys(schema?.shape ?? {}))
          .map((name) => `\`${name}\``),
      );
      for (const [, name, value, , what] of rows)
        expect([name, value === "", what === ""]).toEqual([name, false, false]);
      const shown = callsIn(section);
      expect(shown).toHaveLength(call.examples.length);
      expect(shown.length).toBeGreaterThan(0);
      for (const { method, path, query, body } of shown) {
        const names = [...call.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
        const pattern = new RegExp(`^${call.path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`);
        const found = pattern.exec(path)?.slice(1) ?? [];
        expect([method, found.length]).toEqual([call.method, names.length]);
        call.params?.parse(Object.fromEntries(names.map((name, at) => [name, found[at]])));
        const parsed = call.query?.parse(query) as { q?: string } | undefined;
        if (call.query === undefined) expect(query).toEqual({});
        if (parsed?.q !== undefined) expect(parseFilter(parsed.q).ok).toBe(true);
        expect(body === undefined).toBe(call.body === undefined);
        call.body?.schema.parse(body);
      }
    },
  );

  test("has the defaults that are taken", () => {
    expect(processesQuery.parse({})).toEqual({
      sort: { field: "cpu_percent", order: undefined },
      limit: 1000,
      offset: 0,
    });
    for (const row of [
      /`sort` .*\| `cpu_percent` \|/,
      /`limit` .*\| `1000` +\|/,
      /`offset` .*\| `0` +\|/,
    ])
      expect(sectionOf(calls.processes)).toMatch(row);
  });

  test.each(table)("names every key of the answer of %s", (_, call) => {
    const { schema } = call.answer;
    if (!(schema instanceof z.ZodObject) || Object.keys(schema.shape).length > 20) return;
    for (const key of Object.keys(schema.shape)) expect(sectionOf(call)).toContain(`\`${key}\``);
  });

  test("shows a call that is refused", () => {
    const [call] = callsIn(sections.find((one) => one.startsWith("Errors")) ?? "");
    expect(processesQuery.safeParse(call?.query).success).toBe(false);
  });
});

describe("docs/protocol.md", () => {
  const page = read("protocol.md");
  const sections = page.split(/^## /m).slice(1);
  const examplesOf = (title: string): string[] =>
    [...(sections.find((one) => one.startsWith(title)) ?? "").matchAll(/```json\n([^`]*)```/g)].map(
      ([, text]) => text as string,
    );

  test.each([
    ["Agent to hub", decodeFromAgent, ["hello", "key", "delta", "delta"]],
    ["Hub to agent", decodeAtAgent, ["ack", "resync", "interval"]],
    ["Reader to hub", decodeFromTerminal, ["watch", "watch"]],
    ["Hub to reader", decodeAtTerminal, ["hosts", "news", "delta"]],
    ["Either side", decodeAtTerminal, ["error"]],
  ] as const)("has examples from %s that are decoded there", (title, decode, kinds) => {
    const frames = examplesOf(title).map((text) => [decode(text), JSON.parse(text) as unknown]);
    for (const [decoded, plain] of frames) expect(decoded).toEqual(plain);
    expect(frames.map(([decoded]) => (decoded as { k: string }).k)).toEqual(kinds);
  });

  test("has no example outside of these sections", () => {
    expect(page.match(/```json/g)).toHaveLength(13);
  });

  test("has samples that follow upon each other as the text says", () => {
    const state = new HostState();
    const [, key, second, third] = examplesOf("Agent to hub").map(decodeFromAgent) as SampleFrame[];
    applyFrame(state, key as SampleFrame);
    expect(state.processes.numbers.cpu_percent[2]).toBe(150);
    applyFrame(state, second as SampleFrame);
    expect(state.processes.info.username[2]).toBe("nginx");
    expect(state.processes.numbers.memory_rss[2]).toBe(49_000_000);
    expect(state.processes.numbers.cpu_percent[2]).toBe(100);
    expect(state.processes.numbers.cpu_percent[1]).toBeNaN();
    expect(state.processes.numbers.cpu_percent[0]).toBe(0);
    expect(state.values[hostFieldNumber("load1")]).toBe(130);
    expect(state.processes.slotOfPid(4500)).toBe(1);
    applyFrame(state, third as SampleFrame);
    expect(state.processes.slotOfPid(4500)).toBeUndefined();
  });
});
