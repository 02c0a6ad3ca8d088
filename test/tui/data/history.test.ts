import { describe, expect, test } from "vitest";
import { HostState } from "../../../src/protocol/host-state.ts";
import {
  HISTORY_LENGTH,
  type History,
  HostHistory,
  NO_SAMPLE,
} from "../../../src/tui/data/history.ts";
import { upToNow } from "../../../src/tui/data/history-now.ts";
import { sampleState } from "../../support/sample-fleet.ts";

const GiB = 1024 ** 3;

/** One sample a second of a host with one process. */
const record = (history: HostHistory, second: number, cpu?: number, pid = 7): HostState => {
  const process = { pid, ...(cpu !== undefined && { cpu }) };
  const state = sampleState([process], { cpu_percent: 1250, memory_used: GiB }, second * 1000);
  history.record(state, 4 * GiB, 1000);
  return state;
};

const samplesOf = (history: HostHistory, count: number): number[] =>
  Array.from({ length: count }, (_, back) => history.sampleAt(0, back));

describe("the history of a host", () => {
  test("gives the newest sample first, in hundredths of a percent", () => {
    const history = new HostHistory();
    for (let second = 1; second <= 3; second++) record(history, second, second);
    expect(samplesOf(history, 4)).toEqual([300, 200, 100, NO_SAMPLE]);
    expect(history.cpu.sampleAt(0)).toBe(1250);
    expect(history.memory.sampleAt(0)).toBe(2500);
  });

  test("keeps the last samples only", () => {
    const history = new HostHistory();
    for (let second = 1; second <= HISTORY_LENGTH + 5; second++) record(history, second, second);
    expect(history.sampleAt(0, HISTORY_LENGTH - 1)).toBe(600);
    expect(history.sampleAt(0, HISTORY_LENGTH)).toBe(NO_SAMPLE);
  });

  test("has a gap where intervals passed without a sample", () => {
    const history = new HostHistory();
    record(history, 1, 10);
    record(history, 4, 40);
    expect(samplesOf(history, 4)).toEqual([4000, NO_SAMPLE, NO_SAMPLE, 1000]);
    expect(history.cpu.sampleAt(1)).toBe(NO_SAMPLE);
  });

  test("has no gap beside the early second sample of an agent", () => {
    const history = new HostHistory();
    record(history, 1);
    record(history, 1.1, 20);
    record(history, 2, 30);
    expect(samplesOf(history, 4)).toEqual([3000, 2000, NO_SAMPLE, NO_SAMPLE]);
    expect(history.taken).toBe(3);
  });

  test("is all gap after an absence longer than it reaches back", () => {
    const history = new HostHistory();
    record(history, 1, 10);
    record(history, 100_000, 20);
    expect(samplesOf(history, HISTORY_LENGTH)).toEqual([
      2000,
      ...Array.from({ length: HISTORY_LENGTH - 1 }, () => NO_SAMPLE),
    ]);
  });

  test("forgets the past of a slot that another process was born into", () => {
    const history = new HostHistory();
    record(history, 1, 10, 7);
    record(history, 2, 20, 8);
    expect(samplesOf(history, 2)).toEqual([2000, NO_SAMPLE]);
  });

  test("counts the same sample once when it comes again", () => {
    const history = new HostHistory();
    record(history, 1, 10);
    record(history, 1, 10);
    expect(history.taken).toBe(1);
  });

  test("has a gap for what could not be read, and for the share of a first sample", () => {
    const history = new HostHistory();
    record(history, 1);
    record(history, 2, 5);
    expect(samplesOf(history, 2)).toEqual([500, NO_SAMPLE]);
  });

  test("keeps a share above what 16 bits hold as the largest", () => {
    const history = new HostHistory();
    record(history, 1, 12_800);
    expect(history.sampleAt(0, 0)).toBe(NO_SAMPLE - 1);
  });

  test("ends with a gap when samples that were due did not come", () => {
    const past: History = { taken: 2, sampleAt: (back) => [20, 10][back] ?? NO_SAMPLE };
    const now = upToNow(past, 2);
    expect(now.taken).toBe(4);
    expect([0, 1, 2, 3].map((back) => now.sampleAt(back))).toEqual([NO_SAMPLE, NO_SAMPLE, 20, 10]);
  });
});
