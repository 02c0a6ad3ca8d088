import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createArchive } from "../../../src/hub/archive/create-archive.ts";
import { defaultLimits } from "../../../src/hub/archive/retention/limits.ts";
import { createMemoryShelf } from "../../../src/hub/archive/shelf/memory-shelf.ts";
import { type HostState } from "../../../src/protocol/host-state.ts";
import { arbitraryState } from "../../support/arbitrary-state.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { factsOf } from "../../support/host-facts.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { readSamples, withoutLists } from "./support/read-samples.ts";
import { createSimulatedHost, expectedOf, someName } from "./support/simulated-host.ts";

const begin = Date.parse("2026-11-20T03:50:00Z");

/** What happens between two samples. */
interface Step {
  readonly state: HostState;
  readonly afterMs: number;
  readonly isKey: boolean;
  readonly event: "none" | "log" | "pack" | "seal" | "restart" | "reboot" | "lose" | "odd clock";
}
const step: fc.Arbitrary<Step> = fc.record({
  state: arbitraryState,
  afterMs: fc.oneof(
    fc.constant(5000),
    fc.constant(0),
    fc.constant(900_000),
    fc.constantFrom(3_600_000, -4_000, -5_000_000),
  ),
  isKey: fc.boolean(),
  event: fc.constantFrom(
    "none" as const,
    "none" as const,
    "log" as const,
    "pack" as const,
    "seal" as const,
    "restart" as const,
    "reboot" as const,
    "lose" as const,
    "odd clock" as const,
  ),
});

const createParts = () => {
  const clock = createFakeClock(begin);
  const log = createRecordingLogger();
  const shelf = createMemoryShelf({ maxBytes: 1e9 });
  const host = createSimulatedHost();
  const archive = createArchive({
    shelf,
    clock,
    log,
    unpacked: host.unpacked,
    limits: () => defaultLimits,
  });
  return { clock, log, shelf, host, archive };
};

const byTime = <T extends { time: number }>(samples: readonly T[]): T[] =>
  [...samples].sort((a, b) => a.time - b.time);

describe("samples of any shape through log, groups and segments", () => {
  test("come back as the tables that applying the frames made, each once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const { clock, host, archive } = createParts();
        let time = begin;
        let boots = 0;
        for (const { state, afterMs, isKey, event } of steps) {
          time += afterMs;
          clock.stepWall(Math.max(0, afterMs));
          state.time = time;
          if (event === "restart") host.greet();
          if (event === "reboot") host.greet(factsOf({ boot_id: `boot-${++boots}` }));
          if (event === "lose") host.lose(state);
          else if (event === "odd clock") {
            state.time = 12_345;
            host.sample(state, { isKey, at: time });
          } else host.sample(state, { isKey });
          if (event === "log") host.closeLog();
          if (event === "pack" || event === "seal") {
            const log = host.closeLog();
            if (log !== undefined) {
              await archive.pack(log);
              host.removeLog(log);
            }
          }
          if (event === "seal") await archive.sealDue();
        }
        const samples = await readSamples(archive, someName);
        expect(byTime(samples).map(textOf).sort()).toEqual(
          byTime(withoutLists(host.expected)).map(textOf).sort(),
        );
        await archive.close();
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  test("are found by any moment, with cores and mounts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        const { clock, host, archive } = createParts();
        let time = begin;
        for (const { state, afterMs, isKey, event } of steps) {
          time += Math.abs(afterMs) + 1;
          clock.stepWall(Math.abs(afterMs));
          state.time = time;
          host.sample(state, { isKey });
          if (event === "pack" || event === "seal") {
            const log = host.closeLog();
            if (log !== undefined) {
              await archive.pack(log);
              host.removeLog(log);
            }
          }
          if (event === "seal") await archive.sealDue();
        }
        for (const [i, sample] of host.expected.entries()) {
          const until = (host.expected[i + 1]?.time ?? sample.time + 10_000) - 1;
          for (const moment of [sample.time, until]) {
            const table = await archive.tableAt(someName, moment);
            expect(table?.time).toBe(sample.time);
            expect(
              table === undefined ? table : expectedOf(table.view.state, table.view.facts.boot_id),
            ).toEqual(sample);
          }
        }
        expect(await archive.tableAt(someName, begin - 1)).toBeUndefined();
        await archive.close();
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

const textOf = (sample: object): string => JSON.stringify(sample);
