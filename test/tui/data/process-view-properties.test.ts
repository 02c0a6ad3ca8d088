import fc from "fast-check";
import { expect, test } from "vitest";
import { processValue } from "../../../src/protocol/process-row.ts";
import { ProcessTable } from "../../../src/protocol/process-table.ts";
import { type FleetHost } from "../../../src/tui/data/fleet-host.ts";
import { allFolds, noFolds } from "../../../src/tui/data/folds.ts";
import { listTop, moveRows, settleList } from "../../../src/tui/data/list-state.ts";
import {
  createProcessView,
  type ProcessView,
  rowFlags,
} from "../../../src/tui/data/process-view.ts";
import { sortFields } from "../../../src/tui/data/sort-field.ts";
import { fleetOf } from "../../support/sample-fleet.ts";

/** A step in the life of a table: a process is born into a slot, or the one there dies. */
const step = fc.record({
  host: fc.integer({ min: 0, max: 1 }),
  slot: fc.integer({ min: 0, max: 30 }),
  pid: fc.integer({ min: 1, max: 40 }),
  ppid: fc.integer({ min: 0, max: 40 }),
  start: fc.integer({ min: 0, max: 5 }),
  cpu: fc.option(fc.integer({ min: 0, max: 300 }), { nil: Number.NaN }),
  dies: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const apply = (
  hosts: readonly FleetHost[],
  { host, slot, pid, ppid, start, cpu, dies }: Step,
): void => {
  const table = (hosts[host] as FleetHost).state.processes;
  if (table.used[slot] === 1) table.remove(slot);
  if (dies || table.slotOfPid(pid) !== undefined) return;
  table.add(slot, pid, start);
  table.numbers.ppid[slot] = ppid;
  table.numbers.cpu_percent[slot] = cpu;
  table.info.name[slot] = `p${pid % 7}`;
};

const livingOf = (hosts: readonly FleetHost[]): string[] =>
  hosts
    .flatMap(
      ({ host, state: { processes } }: { host: string; state: { processes: ProcessTable } }) =>
        Array.from({ length: processes.bound }, (_, slot) => slot)
          .filter((slot) => processes.used[slot] === 1)
          .map((slot) => `${host}/${processes.pid[slot]}/${processes.start[slot]}`),
    )
    .toSorted();

const identitiesOf = (view: ProcessView): string[] =>
  Array.from({ length: view.rows.count }, (_, row) => view.identityAt(row) as string);

const arrangement = fc.record({
  sort: fc.record({ field: fc.constantFrom(...sortFields), descending: fc.boolean() }),
  tree: fc.boolean(),
  frozen: fc.boolean(),
});
const base = { filter: null, folds: noFolds, kernelThreads: true } as const;

test("rows are every living process once, whatever the order and whoever claims to be whose parent", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.array(arrangement), (steps, arrangements) => {
      const { hosts } = fleetOf({ a: [], b: [] }).fleet;
      const view = createProcessView();
      steps.forEach((one, i) => {
        apply(hosts, one);
        const how = arrangements[i % Math.max(1, arrangements.length)];
        if (how === undefined) return;
        view.arrange({ ...base, ...how, hosts });
        expect(identitiesOf(view).toSorted()).toEqual(livingOf(hosts));
      });
    }),
  );
});

test("a list is in the order asked for", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, descending) => {
      const { hosts } = fleetOf({ a: [], b: [] }).fleet;
      for (const one of steps) apply(hosts, one);
      const view = createProcessView();
      view.arrange({
        ...base,
        hosts,
        tree: false,
        frozen: false,
        sort: { field: "cpu_percent", descending },
      });
      const values = Array.from(
        { length: view.rows.count },
        (_, row) =>
          processValue(view.hostAt(row), view.rows.slot[row] as number, "cpu_percent") as
            | number
            | null,
      );
      const known = values.filter((value) => value !== null);
      expect(values.slice(known.length).every((value) => value === null)).toBe(true);
      expect(known).toEqual(known.toSorted((a, b) => (descending ? b - a : a - b)));
    }),
  );
});

test("a filtered tree holds what matches and its ancestors, nothing else, parents first", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, folded) => {
      const { hosts } = fleetOf({ a: [], b: [] }).fleet;
      for (const one of steps) apply(hosts, one);
      const passes = (view: FleetHost, slot: number): boolean =>
        (view.state.processes.numbers.cpu_percent[slot] as number) > 100;
      const view = createProcessView();
      view.arrange({
        ...base,
        hosts,
        filter: passes,
        folds: folded ? allFolds : noFolds,
        tree: true,
        frozen: false,
        sort: { field: "cpu_percent", descending: true },
      });
      const { rows } = view;
      let shown = rows.count;
      for (let row = 0; row < rows.count; row++) {
        const dim = ((rows.flags[row] as number) & rowFlags.dim) !== 0;
        expect(dim).toBe(!passes(view.hostAt(row), rows.slot[row] as number));
        if (dim) expect((rows.flags[row] as number) & rowFlags.parent).toBe(rowFlags.parent);
        const above = view.parentOf(row);
        expect(rows.depth[row]).toBe(above < 0 ? 0 : (rows.depth[above] as number) + 1);
        shown += rows.hidden[row] as number;
      }
      expect(shown).toBeGreaterThanOrEqual(view.matched);
      if (view.matched === 0) expect(shown).toBe(0);
    }),
  );
});

test("the cursor stays on its process while it lives, and on its row when it is gone", () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 5, maxLength: 80 }),
      fc.array(fc.integer({ min: -5, max: 9 })),
      arrangement,
      (steps, moves, how) => {
        const { hosts } = fleetOf({ a: [], b: [] }).fleet;
        const view = createProcessView();
        let list = listTop;
        const settle = (): void => {
          view.arrange({ ...base, ...how, hosts });
          const rows = {
            count: view.rows.count,
            identityAt: view.identityAt,
            indexOfIdentity: view.indexOfIdentity,
          };
          list = settleList(list, rows, 7);
        };
        steps.forEach((one, i) => {
          apply(hosts, one);
          const before = list;
          settle();
          if (before.cursor !== null && view.indexOfIdentity(before.cursor) >= 0)
            expect(list.cursor).toBe(before.cursor);
          else if (view.rows.count > 0)
            expect(list.row).toBe(Math.min(before.row, view.rows.count - 1));
          if (list.cursor !== null && list.cursor !== "")
            expect(view.identityAt(list.row)).toBe(list.cursor);
          if (view.rows.count > 0) {
            expect(list.row).toBeGreaterThanOrEqual(list.offset);
            expect(list.row).toBeLessThan(list.offset + 7);
          }
          const by = moves[i % Math.max(1, moves.length)];
          if (by === undefined) return;
          list = moveRows(list, by);
          settle();
        });
      },
    ),
  );
});
