import {
  type ChangedInfo,
  type DiffAnswer,
  type DiffFieldId,
  type DiffRow,
  diffFieldIds,
  type Move,
} from "../../protocol/api/diff.ts";
import { type ProcessIdentity } from "../../protocol/api/process-identity.ts";
import { bornRowFieldIds } from "../../protocol/process-fields.ts";
import { type HostView, processValue } from "../../protocol/process-row.ts";
import { type PastTable } from "../archive/archive.ts";

/** Differences below a wire integer do not exist; sums of binary fractions must not make them. */
const fractionDigits = 4;

/** What changed on a host between two tables. */
export const computeDiff = (
  before: PastTable,
  after: PastTable,
  question: { readonly from: number; readonly to: number; readonly limit: number },
): DiffAnswer => {
  const { from, to, limit } = question;
  const both = matchSlots(before.view, after.view);
  const changed = both.stayed.flatMap(([a, b]) => changedInfo(before.view, a, after.view, b) ?? []);
  const rowsOf = (view: HostView, slots: readonly number[]): DiffRow[] =>
    slots
      .map((slot) => rowOf(view, slot))
      .sort((a, b) => (b.memory_rss ?? -1) - (a.memory_rss ?? -1) || a.pid - b.pid)
      .slice(0, limit);
  const moves = movesOf(before.view, after.view, both.stayed);
  const first = (sign: 1 | -1) =>
    Object.fromEntries(
      diffFieldIds.map((id) => [
        id,
        moves[id]
          .filter(({ change }) => change * sign > 0)
          .sort((a, b) => (b.change - a.change) * sign || a.pid - b.pid)
          .slice(0, limit),
      ]),
    ) as Record<DiffFieldId, Move[]>;
  return {
    host: after.view.host,
    from,
    to,
    from_time: before.time,
    to_time: after.time,
    rebooted: before.view.facts.boot_id !== after.view.facts.boot_id,
    counts: {
      started: both.started.length,
      exited: both.exited.length,
      changed: changed.length,
    },
    started: rowsOf(after.view, both.started),
    exited: rowsOf(before.view, both.exited),
    grew: first(1),
    shrank: first(-1),
    changed: changed.sort((a, b) => a.pid - b.pid).slice(0, limit),
  };
};

/** Slots of the processes that came, went and stayed. */
const matchSlots = (before: HostView, after: HostView) => {
  const a = before.state.processes;
  const b = after.state.processes;
  const isSameBoot = before.facts.boot_id === after.facts.boot_id;
  const stayed: (readonly [before: number, after: number])[] = [];
  const started: number[] = [];
  const exited: number[] = [];
  for (let slot = 0; slot < b.bound; slot++) {
    if (b.used[slot] !== 1) continue;
    const was = isSameBoot ? a.slotOfPid(b.pid[slot] as number) : undefined;
    if (was !== undefined && a.start[was] === b.start[slot]) stayed.push([was, slot]);
    else started.push(slot);
  }
  for (let slot = 0; slot < a.bound; slot++) {
    if (a.used[slot] !== 1) continue;
    const is = isSameBoot ? b.slotOfPid(a.pid[slot] as number) : undefined;
    if (is === undefined || a.start[slot] !== b.start[is]) exited.push(slot);
  }
  return { stayed, started, exited };
};

const movesOf = (
  before: HostView,
  after: HostView,
  stayed: readonly (readonly [number, number])[],
): Record<DiffFieldId, Move[]> => {
  const moves = Object.fromEntries(diffFieldIds.map((id) => [id, [] as Move[]])) as Record<
    DiffFieldId,
    Move[]
  >;
  for (const [a, b] of stayed)
    for (const id of diffFieldIds) {
      const was = processValue(before, a, id) as number | null;
      const is = processValue(after, b, id) as number | null;
      if (was === null || is === null || was === is) continue;
      const change = Number((is - was).toFixed(fractionDigits));
      moves[id].push({ ...identityOf(after, b), before: was, after: is, change });
    }
  return moves;
};

const changedInfo = (
  before: HostView,
  a: number,
  after: HostView,
  b: number,
): ChangedInfo | undefined => {
  const was: Record<string, unknown> = {};
  const is: Record<string, unknown> = {};
  for (const id of bornRowFieldIds) {
    const [old, now] = [processValue(before, a, id), processValue(after, b, id)];
    // Lists are compared as they are written: few processes have other than equal ones.
    if (old === now || JSON.stringify(old) === JSON.stringify(now)) continue;
    was[id] = old;
    is[id] = now;
  }
  return Object.keys(is).length === 0
    ? undefined
    : { ...identityOf(after, b), before: was, after: is };
};

const rowOf = (view: HostView, slot: number): DiffRow => ({
  ...identityOf(view, slot),
  ...(Object.fromEntries(
    diffFieldIds.map((id) => [id, processValue(view, slot, id) as number | null]),
  ) as Record<DiffFieldId, number | null>),
});

const identityOf = (view: HostView, slot: number): ProcessIdentity => {
  const { processes } = view.state;
  return {
    host: view.host,
    boot_id: view.facts.boot_id,
    pid: processes.pid[slot] as number,
    start: processes.start[slot] as number,
    create_time: view.facts.boot_time + (processes.start[slot] as number),
    name: processes.info.name[slot] ?? null,
    cmdline: (processes.info.cmdline[slot] ?? null) as string[] | null,
    username: processes.info.username[slot] ?? null,
  };
};
