import { type HostState, hostFieldNumber } from "../../protocol/host-state.ts";

/** Samples kept of each process and each host. */
export const HISTORY_LENGTH = 60;

/** Stands in a history where nothing was measured: not yet born, not readable, or the agent was away. */
export const NO_SAMPLE = 65_535;
const LARGEST_SAMPLE = NO_SAMPLE - 1;

/** The last samples of one measure, in hundredths of a percent. */
export interface History {
  /** How many samples were ever taken, gaps included: what keeps the buckets of a sparkline in place. */
  readonly taken: number;
  /** `back` 0 is the newest. NO_SAMPLE beyond the oldest. */
  sampleAt(back: number): number;
}

/**
 * The recent CPU shares of each process of one host, and of the host itself. One ring a slot, all with
 * the same head; 120 bytes a slot. A share above 655.34 % of a core is kept as that.
 */
export class HostHistory {
  #taken = 0;
  #time = 0;
  #rings = new Uint16Array(0);
  #pid = new Float64Array(0);
  #start = new Float64Array(0);
  readonly #cpu = new Uint16Array(HISTORY_LENGTH).fill(NO_SAMPLE);
  readonly #memory = new Uint16Array(HISTORY_LENGTH).fill(NO_SAMPLE);

  readonly cpu: History = this.#ringHistory(this.#cpu);
  readonly memory: History = this.#ringHistory(this.#memory);

  get taken(): number {
    return this.#taken;
  }

  /**
   * Takes in the sample that `state` now holds. Intervals that passed without a sample become gaps.
   * The same sample twice, as in a key frame asked for again, counts once.
   */
  record(state: HostState, memoryTotal: number | null, intervalMs: number): void {
    this.#fit(state.processes.capacity);
    this.#forgetReborn(state);
    if (state.time === this.#time && this.#taken > 0) return;
    if (this.#taken > 0) {
      const missed = Math.round((state.time - this.#time) / intervalMs) - 1;
      for (let i = Math.min(missed, HISTORY_LENGTH); i > 0; i--) this.#takeGap();
    }
    this.#time = state.time;
    const head = this.#taken % HISTORY_LENGTH;
    const cpu = state.processes.numbers.cpu_percent;
    const { bound } = state.processes;
    for (let slot = 0, at = head; slot < bound; slot++, at += HISTORY_LENGTH)
      this.#rings[at] = sampleOf(cpu[slot] as number);
    this.#cpu[head] = sampleOf(state.values[cpuNumber] as number);
    const used = state.values[memoryNumber] as number;
    this.#memory[head] =
      memoryTotal === null || memoryTotal === 0
        ? NO_SAMPLE
        : sampleOf((used / memoryTotal) * 10_000);
    this.#taken++;
  }

  /** The share of the process in a slot, `back` samples ago. */
  sampleAt(slot: number, back: number): number {
    if (back >= HISTORY_LENGTH || back >= this.#taken) return NO_SAMPLE;
    const at = slot * HISTORY_LENGTH + ((this.#taken - 1 - back) % HISTORY_LENGTH);
    return this.#rings[at] ?? NO_SAMPLE;
  }

  #ringHistory(ring: Uint16Array): History {
    const takenSoFar = (): number => this.#taken;
    return {
      get taken() {
        return takenSoFar();
      },
      sampleAt: (back) =>
        back >= HISTORY_LENGTH || back >= this.#taken
          ? NO_SAMPLE
          : (ring[(this.#taken - 1 - back) % HISTORY_LENGTH] as number),
    };
  }

  #takeGap(): void {
    const head = this.#taken % HISTORY_LENGTH;
    for (let at = head; at < this.#rings.length; at += HISTORY_LENGTH) this.#rings[at] = NO_SAMPLE;
    this.#cpu[head] = NO_SAMPLE;
    this.#memory[head] = NO_SAMPLE;
    this.#taken++;
  }

  /** A slot with another process than at the last sample begins without a past. */
  #forgetReborn({ processes }: HostState): void {
    for (let slot = 0; slot < processes.bound; slot++) {
      const pid = processes.pid[slot] as number;
      const start = processes.start[slot] as number;
      if (this.#pid[slot] === pid && this.#start[slot] === start) continue;
      this.#pid[slot] = pid;
      this.#start[slot] = start;
      this.#rings.fill(NO_SAMPLE, slot * HISTORY_LENGTH, (slot + 1) * HISTORY_LENGTH);
    }
  }

  #fit(slots: number): void {
    if (slots <= this.#pid.length) return;
    const rings = new Uint16Array(slots * HISTORY_LENGTH).fill(NO_SAMPLE, this.#rings.length);
    rings.set(this.#rings);
    this.#rings = rings;
    const pid = new Float64Array(slots);
    pid.set(this.#pid);
    this.#pid = pid;
    const start = new Float64Array(slots);
    start.set(this.#start);
    this.#start = start;
  }
}

const cpuNumber = hostFieldNumber("cpu_percent");
const memoryNumber = hostFieldNumber("memory_used");

const sampleOf = (hundredths: number): number =>
  Number.isNaN(hundredths) ? NO_SAMPLE : Math.max(0, Math.min(LARGEST_SAMPLE, hundredths));
