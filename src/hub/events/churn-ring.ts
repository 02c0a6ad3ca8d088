import { type ProcessEvent } from "../../protocol/api/event.ts";
import { type HostName, type Window } from "../archive/archive.ts";
import { type Churn, type LivingProcess } from "../recent/living-processes.ts";
import { type RecentHistory } from "../recent/recent-history.ts";
import { eventIdOf } from "./event-id.ts";
import { type FoundEvent } from "./found-event.ts";
import { exitEventOf, startEventOf, startTimeOf } from "./process-event.ts";
import { computeUsage, readTracks, usageMs } from "./process-usage.ts";

/** Processes whose begin or end is remembered. */
const maxProcesses = 10_000;

/** The newest starts and exits of all hosts, as they were seen. */
export interface ChurnRing {
  /** The events it stands for, oldest first. */
  add(name: HostName, churn: Churn): readonly LazyEvent[];
  /** Every event of this time or later is here. */
  readonly completeFrom: number;
  events(window: Window): LazyEvent[];
  forget(name: { readonly host: string }): void;
}

/** A start or an exit that is put together only if somebody asks for it. */
interface LazyEvent extends FoundEvent {
  readonly kind: ProcessEvent["kind"];
  readonly host: string;
  readonly process: LivingProcess;
  /** From what is in memory alone. */
  buildNow(): ProcessEvent;
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

  const timeOf = ({ before, facts }: Churn, { firstSeen, start }: LivingProcess): number =>
    startTimeOf({ facts, start }, { before, firstSeen });
  const startOf = (name: HostName, churn: Churn, process: LivingProcess): LazyEvent => {
    const { facts } = churn;
    const { firstSeen, ppid } = process;
    const time = timeOf(churn, process);
    const of = { ...process, host: name.host, facts };
    const buildNow = () => startEventOf(of, { time, firstSeen, ppid });
    return {
      get id() {
        return eventIdOf(time, "process_start", name.host, process);
      },
      kind: "process_start",
      time,
      host: name.host,
      process,
      buildNow,
      build: buildNow,
    };
  };
  const exitOf = (name: HostName, churn: Churn, process: LivingProcess): LazyEvent => {
    const { time: goneAt, factsBefore: facts } = churn;
    const { pid, start } = process;
    const lastSeen = churn.before as number;
    const of = { ...process, host: name.host, facts };
    const window = { from: lastSeen - usageMs, to: lastSeen, pid };
    const buildNow = () => {
      const tracks = recent
        .pieces(name, { ...window, from: Math.max(window.from, process.firstSeen) })
        .flatMap((piece) => piece.tracks.filter((track) => track.start === start));
      return exitEventOf(of, { lastSeen, goneAt, usage: computeUsage(tracks) });
    };
    return {
      get id() {
        return eventIdOf(lastSeen, "process_exit", name.host, process);
      },
      kind: "process_exit",
      time: lastSeen,
      host: name.host,
      process,
      buildNow,
      build: async (archive) => {
        if (recent.covers(name, Math.max(window.from, facts.boot_time + start))) return buildNow();
        const whole = { ...window, bootId: facts.boot_id, start };
        const tracks = await readTracks(archive, name, whole);
        return exitEventOf(of, { lastSeen, goneAt, usage: computeUsage(tracks) });
      },
    };
  };

  /** Of a first sample, few or none of hundreds. */
  const toldStarts = (name: HostName, churn: Churn): readonly LivingProcess[] => {
    if (churn.before !== null) return churn.born;
    return wasKnown(name.host)
      ? churn.born.filter((process) => timeOf(churn, process) >= since)
      : [];
  };

  return {
    add: (name, churn) => {
      const told = [
        ...(churn.before === null ? [] : churn.gone.map((process) => exitOf(name, churn, process))),
        ...toldStarts(name, churn).map((process) => startOf(name, churn, process)),
      ];
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
