import { processFields } from "../../protocol/process-fields.ts";
import { type ProcessTable } from "../../protocol/process-table.ts";

/** What some processes use together, in the units of the fields; null where none could be read. */
export interface Usage {
  readonly processes: number;
  readonly cpu_percent: number | null;
  readonly memory_rss: number | null;
  readonly io_bytes_per_sec: number | null;
}

const cpuPerUnit = Math.round(1 / processFields.cpu_percent.resolution);

/** Read and written bytes a second; NaN where neither could be read. */
export const ioRateAt = ({ numbers }: ProcessTable, slot: number): number => {
  const read = numbers.read_bytes_per_sec[slot] as number;
  const written = numbers.write_bytes_per_sec[slot] as number;
  if (Number.isNaN(read)) return written;
  return Number.isNaN(written) ? read : read + written;
};

/** Adds up processes. Whole wire numbers are added, so that no order of them gives another sum. */
export class UsageSum {
  #processes = 0;
  #cpu = Number.NaN;
  #memory = Number.NaN;
  #io = Number.NaN;

  add(table: ProcessTable, slot: number): void {
    this.#processes++;
    this.#cpu = plus(this.#cpu, table.numbers.cpu_percent[slot] as number);
    this.#memory = plus(this.#memory, table.numbers.memory_rss[slot] as number);
    this.#io = plus(this.#io, ioRateAt(table, slot));
  }

  addAll(other: UsageSum): void {
    this.#processes += other.#processes;
    this.#cpu = plus(this.#cpu, other.#cpu);
    this.#memory = plus(this.#memory, other.#memory);
    this.#io = plus(this.#io, other.#io);
  }

  get processes(): number {
    return this.#processes;
  }

  get usage(): Usage {
    return {
      processes: this.#processes,
      cpu_percent: orNull(this.#cpu / cpuPerUnit),
      memory_rss: orNull(this.#memory),
      io_bytes_per_sec: orNull(this.#io),
    };
  }
}

/** The sum of what is known: NaN where nothing is. */
export const plus = (sum: number, value: number): number =>
  Number.isNaN(value) ? sum : Number.isNaN(sum) ? value : sum + value;

export const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
