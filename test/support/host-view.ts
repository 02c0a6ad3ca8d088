import { type HostFacts } from "../../src/protocol/host-facts.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import {
  bornRowFieldIds,
  type NumberFieldId,
  numberFieldIds,
} from "../../src/protocol/process-fields.ts";
import { type HostView } from "../../src/protocol/process-row.ts";
import { type InfoValues, type ProcessTable } from "../../src/protocol/process-table.ts";

export const someFacts: HostFacts = {
  hostname: "web-1.example",
  platform: "linux",
  os_name: "Debian GNU/Linux",
  os_version: "13",
  kernel: "6.12.30",
  arch: "x64",
  cpu_model: "Example 9000",
  cpu_count: 8,
  memory_total: 16_000_000_000,
  boot_time: 1_700_000_000_000,
  boot_id: "6b1f4c1e-0b51-4f3e-9d0a-3f0c2a1b9e77",
  agent_version: "0.1.0",
  source: "procfs",
};

/** One process: numbers as wire integers, `status` as a letter. What is left out is absent. */
export interface SomeProcess
  extends Partial<InfoValues>,
    Partial<Record<Exclude<NumberFieldId, "status">, number>> {
  readonly pid: number;
  readonly start?: number;
  readonly status?: string;
}

export const addProcess = (table: ProcessTable, slot: number, process: SomeProcess): void => {
  table.add(slot, process.pid, process.start ?? 0);
  for (const id of numberFieldIds) {
    const value = id === "status" ? process.status?.charCodeAt(0) : process[id];
    table.numbers[id][slot] = value ?? Number.NaN;
  }
  for (const id of bornRowFieldIds) (table.info[id] as unknown[])[slot] = process[id] ?? null;
};

/** A host whose processes stand in slots 0, 1, 2, ... */
export const hostViewOf = (
  processes: readonly SomeProcess[],
  { host = "web-1", facts = someFacts, time = 1_700_000_100_000 } = {},
): HostView => {
  const state = new HostState();
  state.time = time;
  for (const [slot, process] of processes.entries()) addProcess(state.processes, slot, process);
  return { host, state, facts };
};
