import fc from "fast-check";
import { hostCellKind } from "../../src/hub/archive/tiers/field-cells.ts";
import { hostNumberFieldIds } from "../../src/protocol/host-fields.ts";
import { type NumberFieldId } from "../../src/protocol/process-fields.ts";
import { type SomeProcess, someFacts } from "./host-view.ts";
import { type SomeSample } from "./pieces-of-samples.ts";

/** What happens to a process from one sample to the next. */
interface Step {
  readonly isThere: boolean;
  readonly cpu: number;
  readonly read: number | null;
  readonly rss: number | null;
  readonly threads: number;
  readonly status: string;
}

const step: fc.Arbitrary<Step> = fc.record({
  isThere: fc.oneof({ arbitrary: fc.constant(true), weight: 4 }, fc.constant(false)),
  cpu: fc.oneof(fc.constant(0), fc.nat(50_000)),
  read: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.nat(1e9), fc.constant(null)),
  rss: fc.oneof(
    { arbitrary: fc.constant(4_096_000), weight: 3 },
    fc.nat(1e11),
    fc.constant(0),
    fc.constant(null),
  ),
  threads: fc.integer({ min: 1, max: 3 }),
  status: fc.constantFrom("R", "S", "Z"),
});

const moment = fc.record({
  seconds: fc.oneof({ arbitrary: fc.constant(5), weight: 5 }, fc.integer({ min: 1, max: 900 })),
  jitter: fc.integer({ min: -40, max: 40 }),
  /** As after a start of the agent: no time is known since the sample before. */
  isFirst: fc.oneof({ arbitrary: fc.constant(false), weight: 20 }, fc.constant(true)),
  steps: fc.array(step, { minLength: 6, maxLength: 6 }),
  host: fc.array(fc.nat(1000), { minLength: hostNumberFieldIds.length, maxLength: 60 }),
  absent: fc.nat(200),
});

/** 2026-11-20T02:58:20Z: an hour ends 100 s later. */
const start = Date.UTC(2026, 10, 20, 2, 58, 20);

/**
 * Samples of a host of few processes: seldom more than a few seconds apart, with gaps, restarts of the
 * agent, values that cannot be read, and processes that end and whose pids are used again.
 */
export const arbitrarySamples = ({ maxLength = 60 } = {}): fc.Arbitrary<SomeSample[]> =>
  fc.array(moment, { minLength: 1, maxLength }).map((moments) => {
    let time = start;
    const counters = hostNumberFieldIds.map(() => 0);
    const living = new Map<number, SomeProcess & Record<NumberFieldId, number>>();
    return moments.map((one, index) => {
      const elapsed = one.seconds * 1000 + one.jitter;
      time += elapsed;
      for (const [slot, next] of one.steps.entries()) {
        const before = living.get(slot);
        if (next.isThere) living.set(slot, processOf(slot, next, before, time));
        else living.delete(slot);
      }
      const values = new Map<number, number>();
      for (const [number, id] of hostNumberFieldIds.entries()) {
        const value = one.host[number] ?? 0;
        counters[number] = (counters[number] as number) + value;
        if (number === one.absent) continue;
        values.set(number, hostCellKind(id) === "counter" ? (counters[number] as number) : value);
      }
      return {
        time,
        elapsed: index === 0 || one.isFirst ? 0 : elapsed,
        values,
        processes: [...living.values()],
      };
    });
  });

const processOf = (
  slot: number,
  next: Step,
  before: (SomeProcess & Record<NumberFieldId, number>) | undefined,
  time: number,
): SomeProcess & Record<NumberFieldId, number> =>
  ({
    pid: slot,
    start: before?.start ?? time - someFacts.boot_time - 1000,
    name: slot % 2 === 0 ? "cc1" : "sh",
    status: next.status,
    cpu_time: (before?.cpu_time ?? 0) + next.cpu,
    ...(next.read !== null && { read_bytes: (before?.read_bytes ?? 0) + next.read }),
    ...(next.rss !== null && { memory_rss: next.rss }),
    num_threads: next.threads,
    nice: slot,
  }) as unknown as SomeProcess & Record<NumberFieldId, number>;
