import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findStalePages } from "../docs/generate.ts";
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
    ["Hub to reader", decodeAtTerminal, ["hosts", "delta"]],
    ["Either side", decodeAtTerminal, ["error"]],
  ] as const)("has examples from %s that are decoded there", (title, decode, kinds) => {
    const frames = examplesOf(title).map((text) => [decode(text), JSON.parse(text) as unknown]);
    for (const [decoded, plain] of frames) expect(decoded).toEqual(plain);
    expect(frames.map(([decoded]) => (decoded as { k: string }).k)).toEqual(kinds);
  });

  test("has no example outside of these sections", () => {
    expect(page.match(/```json/g)).toHaveLength(12);
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
