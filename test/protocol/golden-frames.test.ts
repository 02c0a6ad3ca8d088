import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { decodeAtAgent } from "../../src/protocol/decode-at-agent.ts";
import {
  decodeAtTerminal,
  decodeFromAgent,
  decodeFromTerminal,
} from "../../src/protocol/decode-frame.ts";
import { encodeDelta, encodeKey } from "../../src/protocol/encode-frame.ts";
import { type SampleFrame } from "../../src/protocol/frame.ts";
import { hostNumberFieldIds } from "../../src/protocol/host-fields.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { bornRowFieldIds, numberFieldIds } from "../../src/protocol/process-fields.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/protocol-version.ts";
import { snapshotOf } from "../support/arbitrary-state.ts";
import { type DescribedState, describedState } from "../support/described-state.ts";

/**
 * Frames of protocol version 1 as agents in the field send them. The files are never edited: where a
 * test here fails, the code broke with peers that are already out.
 */
const directory = new URL("../fixtures/wire/v1/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, directory), "utf8").trimEnd();

const decoderOf = {
  "hello.json": decodeFromAgent,
  "key.json": decodeFromAgent,
  "delta.json": decodeFromAgent,
  "ack.json": decodeAtAgent,
  "resync.json": decodeAtAgent,
  "interval.json": decodeAtAgent,
  "error.json": decodeAtAgent,
  "watch.json": decodeFromTerminal,
  "watch-all.json": decodeFromTerminal,
  "hosts.json": decodeAtTerminal,
  "news.json": decodeAtTerminal,
  "relayed.json": decodeAtTerminal,
} as const;

const states = JSON.parse(read("states.json")) as { first: DescribedState; second: DescribedState };

describe("frames of version 1", () => {
  test.each(Object.entries(decoderOf))("%s is decoded and means what it says", (name, decode) => {
    const text = read(name);
    expect(decode(text)).toEqual(JSON.parse(text));
  });

  test("have a decoder each", () => {
    const frames = readdirSync(directory).filter(
      (n) => n !== "states.json" && n !== "field-order.json",
    );
    expect(frames.sort()).toEqual(Object.keys(decoderOf).sort());
    expect(PROTOCOL_VERSION).toBe(1);
  });

  test("are made of the described states, byte for byte", () => {
    const [first, second] = [describedState(states.first), describedState(states.second)];
    expect(JSON.stringify(encodeKey(first, 1))).toBe(read("key.json"));
    expect(JSON.stringify(encodeDelta(first, second, 2))).toBe(read("delta.json"));
  });

  test("lead from nothing to the first state and on to the second, rates included", () => {
    const state = new HostState();
    applyFrame(state, decodeFromAgent(read("key.json")) as SampleFrame);
    expect(snapshotOf(state)).toEqual(snapshotOf(describedState(states.first)));
    applyFrame(state, decodeFromAgent(read("delta.json")) as SampleFrame);
    expect(snapshotOf(state)).toEqual(snapshotOf(describedState(states.second)));
  });

  test("are relayed word for word, with the host in front", () => {
    expect(read("relayed.json")).toBe(`{"host":"web-1",${read("delta.json").slice(1)}`);
  });
});

describe("the order of fields in frames", () => {
  const order = JSON.parse(read("field-order.json")) as Record<
    "host_numbers" | "born_row" | "columns",
    string[]
  >;

  test("of the host only grows at its end", () => {
    expect(hostNumberFieldIds.slice(0, order.host_numbers.length)).toEqual(order.host_numbers);
  });

  test("of a born row only grows at its end", () => {
    const now = ["slot", "pid", "start", ...bornRowFieldIds];
    expect(now.slice(0, order.born_row.length)).toEqual(order.born_row);
  });

  test("of columns is free, but none goes away", () => {
    expect(numberFieldIds).toEqual(expect.arrayContaining(order.columns));
  });
});
