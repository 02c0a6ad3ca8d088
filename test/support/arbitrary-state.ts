import fc from "fast-check";
import { type Mount } from "../../src/protocol/host-facts.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { type PortBinding } from "../../src/protocol/port.ts";
import { bornRowFieldIds, numberFieldIds } from "../../src/protocol/process-fields.ts";
import { processStatuses } from "../../src/protocol/process-status.ts";
import { type InfoValues } from "../../src/protocol/process-table.ts";
import { makeSafeText } from "../../src/protocol/safe-text.ts";
import { addProcess, type SomeProcess } from "./host-view.ts";

/** Text as an agent sends it. */
const arbitrarySafeText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: "grapheme", maxLength })
    .map((text) => makeSafeText(text).slice(0, maxLength))
    .map(makeSafeText);

const absent = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 4 });

/** Few values, so that two samples often agree, and large ones. */
const wire = fc.oneof(
  fc.nat(3),
  fc.nat(1_000_000),
  fc.nat(2 ** 45),
  fc.integer({ min: -20, max: 0 }),
);

const port: fc.Arbitrary<PortBinding> = fc.record({
  protocol: fc.constantFrom("tcp", "tcp6", "udp", "udp6"),
  address: fc.constantFrom("*", "127.0.0.1", "::1"),
  port: fc.nat(65_535),
});

const info: { [Id in keyof InfoValues]: fc.Arbitrary<InfoValues[Id] | undefined> } = {
  name: absent(arbitrarySafeText(15)),
  cmdline: absent(fc.array(arbitrarySafeText(8), { maxLength: 3 })),
  exe: absent(fc.constantFrom("/bin/a", "/bin/b (deleted)")),
  username: absent(fc.constantFrom("root", "www-data")),
  cgroup: absent(fc.constantFrom("/", "/system.slice")),
  cwd: absent(arbitrarySafeText(8)),
  tty: absent(fc.constantFrom("pts/0", "tty1")),
  container_id: absent(fc.constantFrom("a".repeat(64))),
  kernel_thread: absent(fc.boolean()),
  ports: absent(fc.array(port, { maxLength: 2 })),
};

/** A process of few possible identities, so that pids are met again with another start. */
const process: fc.Arbitrary<SomeProcess> = fc.record({
  pid: fc.nat(3),
  start: fc.nat(2),
  ...Object.fromEntries(numberFieldIds.map((id) => [id, absent(wire)])),
  ...info,
  status: absent(fc.constantFrom(...Object.keys(processStatuses))),
}) as unknown as fc.Arbitrary<SomeProcess>;

const mount: fc.Arbitrary<Mount> = fc.record({
  path: fc.constantFrom("/", "/home"),
  device: fc.constantFrom("/dev/sda1"),
  type: fc.constantFrom("ext4"),
  total: fc.nat(5),
  used: fc.nat(5),
});

interface StateParts {
  readonly time: number;
  readonly elapsed: number;
  readonly values: readonly (number | undefined)[];
  readonly cores: readonly (number | null)[] | null;
  readonly mounts: readonly Mount[] | null;
  /** Slot by slot; undefined for a free one. */
  readonly slots: readonly (SomeProcess | undefined)[];
}

const hostNumbers = new HostState(1).values.length;

const parts: fc.Arbitrary<StateParts> = fc.record({
  time: fc.nat(2 ** 41),
  elapsed: fc.oneof(fc.constant(0), fc.nat(10_000)),
  values: fc.array(absent(wire), { minLength: hostNumbers, maxLength: hostNumbers }),
  cores: fc.option(fc.array(fc.option(fc.nat(100)), { maxLength: 3 })),
  mounts: fc.option(fc.array(mount, { maxLength: 2 })),
  slots: fc.array(fc.option(process, { nil: undefined, freq: 3 }), { maxLength: 6 }),
});

const stateOf = ({ time, elapsed, values, cores, mounts, slots }: StateParts): HostState => {
  const state = new HostState(2);
  state.time = time;
  state.elapsed = elapsed;
  state.values.set(values.map((value) => value ?? Number.NaN));
  state.corePercents = cores;
  state.mounts = mounts;
  for (const [slot, one] of slots.entries())
    if (one !== undefined) addProcess(state.processes, slot, one);
  return state;
};

export const arbitraryState: fc.Arbitrary<HostState> = parts.map(stateOf);

/** Two samples of one host: some processes stay as they are, some change, come, go or are replaced. */
export const arbitraryStatePair: fc.Arbitrary<readonly [HostState, HostState]> = fc
  .tuple(parts, parts, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }))
  .map(([a, b, isSame]) => {
    const slots = b.slots.map((one, slot) => {
      const before = a.slots[slot];
      if (isSame[slot] !== true || one === undefined || before === undefined) return one;
      return { ...one, pid: before.pid, start: before.start ?? 0 };
    });
    return [stateOf(a), stateOf({ ...b, slots })] as const;
  });

/** A state as plain values that compare by content; absent numbers are NaN. */
export const snapshotOf = (state: HostState) => {
  const { processes } = state;
  const rows: Record<number, Record<string, unknown>> = {};
  for (let slot = 0; slot < processes.capacity; slot++) {
    if (processes.used[slot] !== 1) continue;
    const row: Record<string, unknown> = { pid: processes.pid[slot], start: processes.start[slot] };
    for (const id of numberFieldIds) row[id] = processes.numbers[id][slot];
    for (const id of bornRowFieldIds) row[id] = processes.info[id][slot];
    rows[slot] = row;
  }
  return {
    time: state.time,
    elapsed: state.elapsed,
    values: Array.from(state.values),
    cores: state.corePercents,
    mounts: state.mounts,
    count: processes.count,
    rows,
  };
};
