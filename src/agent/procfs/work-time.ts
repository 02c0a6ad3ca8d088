import { type Clock } from "../../protocol/effects.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { nextTurn } from "./next-turn.ts";
import { ProcFile, type ProcReader } from "./reader.ts";
import { parseSchedstat } from "./schedstat.ts";

/**
 * Milliseconds of work since `begin`, without the turns given to others: CPU time of this thread where
 * the kernel tells it, so that neither preemption nor a stopped program counts; else time by the clock.
 */
export class WorkTime {
  readonly #reader: ProcReader;
  readonly #clock: Clock;
  readonly #file: ProcFile;
  readonly #cursor = new ByteCursor();
  #worked = 0;
  #cpuBefore = Number.NaN;
  #clockBefore = 0;

  constructor(reader: ProcReader, clock: Clock) {
    this.#reader = reader;
    this.#clock = clock;
    this.#file = new ProcFile(reader.root, "thread-self/schedstat");
  }

  begin(): void {
    this.#worked = 0;
    this.#resume();
  }

  /** Lets other work of the program have its turn. */
  async yield(): Promise<void> {
    this.#pause();
    await nextTurn();
    this.#resume();
  }

  end(): number {
    this.#pause();
    return this.#worked;
  }

  #resume(): void {
    this.#clockBefore = this.#clock.monotonic();
    this.#cpuBefore = this.#readCpu();
  }

  #pause(): void {
    const cpu = this.#readCpu() - this.#cpuBefore;
    this.#worked += Number.isNaN(cpu) ? this.#clock.monotonic() - this.#clockBefore : cpu;
  }

  /** NaN where the kernel does not account: no such file, or 0 in it. */
  #readCpu(): number {
    const length = this.#reader.read(this.#file, 256, null);
    const ns = length < 0 ? 0 : parseSchedstat(this.#cursor, this.#reader.buffer, length);
    return ns > 0 ? ns / 1e6 : Number.NaN;
  }
}
