import { type HostFacts } from "../../protocol/host-facts.ts";
import { HostState, hostFieldNumber } from "../../protocol/host-state.ts";
import { bornRowFieldIds } from "../../protocol/process-fields.ts";
import { type ProcessTable } from "../../protocol/process-table.ts";
import { type Batch } from "./parse-batch.ts";
import { type UploadRow } from "./parse-row.ts";

/** What is worked out from an age in whole seconds moves by up to this between samples. */
const sameStartMs = 2000;

/** The table of a host before a batch, and the start its process times count from. */
export interface TableBefore {
  readonly processes: ProcessTable;
  /** Milliseconds since 1970. */
  readonly bootTime: number;
}

/**
 * A batch as the state of its host. A process that was there before keeps its slot and start: the one of
 * the same pid and, as far as the batch tells it, start; where it does not, of the same name. A process
 * without a start begins when it is first seen.
 */
export const computeBatchState = (
  batch: Batch,
  {
    time,
    elapsed,
    facts,
    before,
  }: { time: number; elapsed: number; facts: HostFacts; before: TableBefore | undefined },
): HostState => {
  const state = new HostState(Math.max(1, batch.rows.length));
  state.time = time;
  state.elapsed = elapsed;
  for (const [id, wire] of batch.hostNumbers) state.values[hostFieldNumber(id)] = wire;

  const table = state.processes;
  const born: { row: UploadRow; start: number }[] = [];
  for (const row of batch.rows) {
    const slot = before?.processes.slotOfPid(row.pid);
    const place =
      before === undefined || slot === undefined
        ? undefined
        : { slot, name: before.processes.info.name[slot], createTime: createTimeAt(before, slot) };
    const createTime = createTimeOf(row, { facts, time, known: place });
    const isSame = place !== undefined && createTime === place.createTime;
    const start = createTime - facts.boot_time;
    if (isSame && before?.bootTime === facts.boot_time) put(table, place.slot, start, row, facts);
    else born.push({ row, start });
  }
  for (const { row, start } of born) put(table, table.freeSlot(), start, row, facts);
  table.compact();
  return state;
};

interface Known {
  readonly name: string | null | undefined;
  readonly createTime: number;
}

const createTimeAt = ({ processes, bootTime }: TableBefore, slot: number): number =>
  bootTime + (processes.start[slot] as number);

/** When a process began: exactly as known where it is the same one. */
const createTimeOf = (
  row: UploadRow,
  { facts, time, known }: { facts: HostFacts; time: number; known: Known | undefined },
): number => {
  const told = row.createTime ?? bootPlus(facts, row.start);
  const hasSameName = known?.name === (row.info.name ?? null);
  if (told === undefined) {
    if (known === undefined) return time;
    return hasSameName ? known.createTime : Math.max(time, known.createTime + 1);
  }
  return known !== undefined && hasSameName && Math.abs(told - known.createTime) <= sameStartMs
    ? known.createTime
    : told;
};

const bootPlus = ({ boot_time }: HostFacts, start: number | undefined): number | undefined =>
  start === undefined || boot_time === 0 ? undefined : boot_time + start;

const put = (
  table: ProcessTable,
  slot: number,
  start: number,
  row: UploadRow,
  { memory_total }: HostFacts,
): void => {
  table.add(slot, row.pid, start);
  for (const [id, wire] of row.numbers) table.numbers[id][slot] = wire;
  for (const id of bornRowFieldIds) (table.info[id] as unknown[])[slot] = row.info[id] ?? null;
  if (!row.numbers.has("memory_rss") && row.memoryPercent !== undefined && memory_total !== null)
    table.numbers.memory_rss[slot] = Math.round((row.memoryPercent / 100) * memory_total);
};
