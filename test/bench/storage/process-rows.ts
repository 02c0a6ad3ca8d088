import { applyFrame } from "../../../src/protocol/apply-frame.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { type ProcessRow, processRowOf } from "../../../src/protocol/process-row.ts";
import { type Recording } from "../recording/read-recording.ts";

/** One process in one sample, as a store that keeps rows would get it. */
export interface StoredRow {
  readonly time: number;
  readonly row: ProcessRow & StoredFields;
}

type StoredFields = Readonly<
  Record<"pid" | "ppid" | "start" | (typeof storedNumbers)[number], number | null> &
    Record<"name" | "status", string | null>
>;

/** Every process of every sample of a recording, sample after sample. */
export function* storedRows({ hello, frames }: Recording): Generator<readonly StoredRow[]> {
  const state = new HostState();
  for (const frame of frames) {
    applyFrame(state, frame);
    const view = { host: hello.host, state, facts: hello.facts };
    const rows: StoredRow[] = [];
    for (let slot = 0; slot < state.processes.bound; slot++)
      if (state.processes.used[slot] === 1)
        rows.push({ time: state.time, row: processRowOf(view, slot) as StoredRow["row"] });
    yield rows;
  }
}

/** The numbers that every store in the comparison keeps of a process: what a sample brings anew. */
export const storedNumbers = [
  "cpu_time",
  "cpu_percent",
  "memory_rss",
  "memory_vms",
  "num_threads",
  "nice",
  "open_fds",
  "net_conns",
  "read_bytes",
  "write_bytes",
] as const;
