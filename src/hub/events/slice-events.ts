import { type ProcessEvent } from "../../protocol/api/event.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { type InfoValues } from "../../protocol/process-table.ts";
import { type Archive, type HostName, type Window } from "../archive/archive.ts";
import { type Piece, type Track } from "../archive/piece.ts";
import { type Scan } from "../history/scan.ts";
import { eventIdOf } from "./event-id.ts";
import { exitEventOf, startEventOf, startTimeOf } from "./process-event.ts";
import { computeUsage, readTracks, usageMs } from "./process-usage.ts";

/** An event that is put together only if it is part of the answer. */
export interface EventCandidate {
  readonly id: string;
  readonly time: number;
  readonly kind: ProcessEvent["kind"];
  /** The sample in which its values are asked for. */
  readonly piece: Piece;
  readonly track: Track;
  readonly index: number;
  build(): Promise<ProcessEvent>;
}

export interface Slice {
  readonly candidates: EventCandidate[];
  /** When its first sample was made, or undefined where it has none. */
  readonly firstSample: number | undefined;
}

interface SightingPart {
  readonly piece: Piece;
  readonly track: Track;
}

/** A process within a slice. */
interface Sighting {
  readonly facts: HostFacts;
  /** The sample before the first that shows it, where that is known. */
  readonly before: number | null;
  /** In the order of time. */
  readonly parts: SightingPart[];
  /** The first sample that does not show it any more, where it is gone. */
  goneAt: number | null;
}

/**
 * The starts and exits of a host in a window, from its samples and the one behind it (`nextSample`): a
 * process that began in the window may be seen only there.
 */
export const readSlice = async (
  archive: Archive,
  name: HostName,
  options: Window & {
    readonly nextSample: number | undefined;
    readonly pid: number | undefined;
    readonly scan: Scan;
  },
): Promise<Slice> => {
  const { from, to, nextSample, pid, scan } = options;
  const sightings = new Map<string, Sighting>();
  let firstSample: number | undefined;
  let before: number | null = null;
  /** Of which the piece at hand is to say when they were gone. */
  let ended: Sighting[] = [];
  const window = { from, to: nextSample ?? to, ...(pid !== undefined && { pid }) };
  for await (const piece of archive.pieces(name, window)) {
    await scan.rest();
    const { times, boots, tracks } = piece;
    const lastIndex = times.length - 1;
    for (const sighting of ended) sighting.goneAt = times[0] as number;
    ended = [];
    firstSample ??= times.find((time) => time >= from && time <= to);
    for (const track of tracks) {
      const { facts } = boots[track.boot] as { facts: HostFacts };
      const key = `${facts.boot_id} ${track.pid} ${track.start}`;
      let sighting = sightings.get(key);
      if (sighting === undefined) {
        const at = track.firstIndex;
        sighting = {
          facts,
          before: at === 0 ? before : (times[at - 1] as number),
          parts: [],
          goneAt: null,
        };
        sightings.set(key, sighting);
      }
      sighting.parts.push({ piece, track });
      sighting.goneAt = track.isGone ? (times[track.lastIndex + 1] ?? null) : null;
      if (track.isGone && track.lastIndex === lastIndex) ended.push(sighting);
    }
    before = times[lastIndex] ?? before;
  }
  const candidates: EventCandidate[] = [];
  for (const sighting of sightings.values()) {
    const start = startIn(name.host, sighting, options);
    const exit = exitIn(archive, name, sighting, options);
    if (start !== undefined) candidates.push(start);
    if (exit !== undefined) candidates.push(exit);
  }
  return { candidates, firstSample };
};

const startIn = (
  host: string,
  { facts, before, parts }: Sighting,
  { from, to }: Window,
): EventCandidate | undefined => {
  const { piece, track } = parts[0] as SightingPart;
  const firstSeen = piece.times[track.firstIndex] as number;
  const time = startTimeOf({ facts, start: track.start }, { before, firstSeen });
  if (time < from || time > to) return undefined;
  const index = track.firstIndex;
  return {
    id: eventIdOf(time, "process_start", host, track),
    time,
    kind: "process_start",
    piece,
    track,
    index,
    build: async () => {
      const ppid = track.column("ppid")[0] as number;
      return startEventOf(processOf(host, facts, track, track.infoAt(index)), {
        time,
        firstSeen,
        ppid: Number.isNaN(ppid) ? null : ppid,
      });
    },
  };
};

const exitIn = (
  archive: Archive,
  name: HostName,
  { facts, parts, goneAt }: Sighting,
  { from, to, nextSample }: Window & { nextSample: number | undefined },
): EventCandidate | undefined => {
  const { piece, track } = parts.at(-1) as SightingPart;
  const lastSeen = piece.times[track.lastIndex] as number;
  if (!track.isGone || lastSeen < from || lastSeen > to) return undefined;
  return {
    id: eventIdOf(lastSeen, "process_exit", name.host, track),
    time: lastSeen,
    kind: "process_exit",
    piece,
    track,
    index: track.lastIndex,
    build: async () => {
      const { firstIndex } = (parts[0] as SightingPart).track;
      // One that begins behind the first sample of the slice is whole.
      const earlier =
        firstIndex > 0
          ? []
          : await readTracks(archive, name, {
              bootId: facts.boot_id,
              pid: track.pid,
              start: track.start,
              from: lastSeen - usageMs,
              to: from - 1,
            });
      return exitEventOf(processOf(name.host, facts, track, track.info), {
        lastSeen,
        goneAt: goneAt ?? nextSample ?? null,
        usage: computeUsage([...earlier, ...parts.map((part) => part.track)]),
      });
    },
  };
};

const processOf = (host: string, facts: HostFacts, { pid, start }: Track, info: InfoValues) => ({
  host,
  facts,
  pid,
  start,
  name: info.name,
  cmdline: info.cmdline,
  username: info.username,
});
