import { type SampleFrame } from "../../protocol/frame.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { type ProcessTable } from "../../protocol/process-table.ts";

/** A process with the texts that its table forgets once it is gone. */
export interface LivingProcess {
  readonly pid: number;
  /** Milliseconds after boot. */
  readonly start: number;
  /** When the first sample here that shows it was made, milliseconds since 1970. */
  readonly firstSeen: number;
  /** At that sample. */
  readonly ppid: number | null;
  readonly name: string | null;
  readonly cmdline: readonly string[] | null;
  readonly username: string | null;
}

/** Which processes a sample shows that the sample before did not, and the other way round. */
export interface Churn {
  /** When the two samples were made, milliseconds since 1970; `before` is null where there was none. */
  readonly before: number | null;
  readonly time: number;
  /** Of the boots in which the two were made. */
  readonly factsBefore: HostFacts;
  readonly facts: HostFacts;
  readonly born: readonly LivingProcess[];
  readonly gone: readonly LivingProcess[];
}

/** The processes of one host by slot, and how they come and go. */
export class LivingProcesses {
  #bySlot: (LivingProcess | undefined)[] = [];

  /** Follows a delta that `table` is the outcome of. A process that moved to another slot neither came nor went. */
  follow(table: ProcessTable, frame: SampleFrame, time: number): Pick<Churn, "born" | "gone"> {
    let gone: LivingProcess[] = [];
    for (const slot of frame.x ?? []) {
      const process = this.#bySlot[slot];
      if (process !== undefined) gone.push(process);
      this.#bySlot[slot] = undefined;
    }
    const born: LivingProcess[] = [];
    for (const [slot, pid, start] of frame.n ?? []) {
      const moved = gone.find((one) => one.pid === pid && one.start === start);
      const process = moved ?? processIn(table, slot, time);
      this.#bySlot[slot] = process;
      if (moved === undefined) born.push(process);
      else gone = gone.filter((one) => one !== moved);
    }
    for (const [slot] of frame.r ?? []) {
      const { firstSeen, ppid } = this.#bySlot[slot] as LivingProcess;
      this.#bySlot[slot] = { ...processIn(table, slot, firstSeen), ppid };
    }
    return { born, gone };
  }

  /** Takes over a whole table; processes of an earlier boot are all gone. */
  replace(table: ProcessTable, isSameBoot: boolean, time: number): Pick<Churn, "born" | "gone"> {
    const before = this.#bySlot;
    const gone: LivingProcess[] = [];
    const stays = new Map<number, LivingProcess>();
    for (const process of before) {
      if (process === undefined) continue;
      const slot = isSameBoot ? table.slotOfPid(process.pid) : undefined;
      if (slot !== undefined && table.start[slot] === process.start) stays.set(slot, process);
      else gone.push(process);
    }
    this.#bySlot = [];
    const born: LivingProcess[] = [];
    for (let slot = 0; slot < table.bound; slot++) {
      if (table.used[slot] !== 1) {
        this.#bySlot.push(undefined);
        continue;
      }
      const known = stays.get(slot);
      const process =
        known === undefined
          ? processIn(table, slot, time)
          : { ...processIn(table, slot, known.firstSeen), ppid: known.ppid };
      this.#bySlot.push(process);
      if (known === undefined) born.push(process);
    }
    return { born, gone };
  }
}

const processIn = (
  { pid, start, numbers, info }: ProcessTable,
  slot: number,
  firstSeen: number,
): LivingProcess => {
  const ppid = numbers.ppid[slot] as number;
  return {
    pid: pid[slot] as number,
    start: start[slot] as number,
    firstSeen,
    ppid: Number.isNaN(ppid) ? null : ppid,
    name: info.name[slot] ?? null,
    cmdline: info.cmdline[slot] ?? null,
    username: info.username[slot] ?? null,
  };
};
