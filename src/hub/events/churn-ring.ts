import { type ProcessEvent } from "../../protocol/api/event.ts";
import { type HostName, type Window } from "../archive/archive.ts";
import { type Churn, type LivingProcess } from "../recent/living-processes.ts";
import { type RecentHistory } from "../recent/recent-history.ts";
import { exitEventOf, lastOf, maxOf, startEventOf, startTimeOf } from "./process-event.ts";

/** Processes whose begin or end is remembered. */
const maxProcesses = 10_000;
/** How far back the highest memory of a process that ended is looked for. */
const usageWindowMs = 3_600_000;

/** The newest starts and exits of all hosts, as they were seen. */
export interface ChurnRing {
  /** The events it stands for, oldest first. */
  add(name: HostName, churn: Churn): readonly LazyEvent[];
  /** Every event of this time or later is here. */
  readonly completeFrom: number;
  events(window: Window): LazyEvent[];
  forget(name: { readonly host: string }): void;
}

/** An event that is put together only if somebody asks for it. */
export interface LazyEvent {
  readonly kind: ProcessEvent["kind"];
  readonly time: number;
  readonly host: string;
  readonly process: LivingProcess;
  build(): ProcessEvent;
}

/**
 * Of a host that was known before `since` its first sample tells what began after that; of a new host
 * it tells nothing.
 */
export const createChurnRing = ({
  recent,
  since,
  wasKnown,
}: {
  recent: RecentHistory;
  since: number;
  wasKnown: (host: string) => boolean;
}): ChurnRing => {
  let entries: LazyEvent[] = [];
  let completeFrom = since;

  const startOf = (name: HostName, churn: Churn, process: LivingProcess): LazyEvent => {
    const { before, facts } = churn;
    const { firstSeen, start, ppid } = process;
    const time = startTimeOf({ facts, start }, { before, firstSeen });
    const of = { ...process, host: name.host, facts };
    return {
      kind: "process_start",
      time,
      host: name.host,
      process,
      build: () => startEventOf(of, { time, firstSeen, ppid }),
    };
  };
  const exitOf = (name: HostName, churn: Churn, process: LivingProcess): LazyEvent => {
    const { time: goneAt, factsBefore: facts } = churn;
    const lastSeen = churn.before as number;
    const of = { ...process, host: name.host, facts };
    return {
      kind: "process_exit",
      time: lastSeen,
      host: name.host,
      process,
      build: () => exitEventOf(of, { lastSeen, goneAt, usage: usageOf(name, process, lastSeen) }),
    };
  };
  const usageOf = (name: HostName, { pid, start }: LivingProcess, lastSeen: number) => {
    const usage = { cpuTime: Number.NaN, maxRss: Number.NaN };
    const window = { from: lastSeen - usageWindowMs, to: lastSeen, pid };
    for (const { tracks } of recent.pieces(name, window))
      for (const track of tracks) {
        if (track.start !== start) continue;
        usage.cpuTime = lastOf(track.column("cpu_time"));
        usage.maxRss = maxOf(Float64Array.of(usage.maxRss, maxOf(track.column("memory_rss"))));
      }
    return usage;
  };

  return {
    add: (name, churn) => {
      const added = churn.born.map((process) => startOf(name, churn, process));
      const told =
        churn.before === null
          ? added.filter(({ time }) => wasKnown(name.host) && time >= since)
          : [...churn.gone.map((process) => exitOf(name, churn, process)), ...added];
      if (told.length > 0) entries.push(...told);
      // Given up in large parts: each time, all that are left move.
      if (entries.length > 2 * maxProcesses) {
        for (const { time } of entries.slice(0, -maxProcesses))
          if (time >= completeFrom) completeFrom = time + 1;
        entries = entries.slice(-maxProcesses);
      }
      return told;
    },
    get completeFrom() {
      return completeFrom;
    },
    events: ({ from, to }) => entries.filter(({ time }) => time >= from && time <= to),
    forget: ({ host }) => {
      entries = entries.filter((entry) => entry.host !== host);
    },
  };
};
