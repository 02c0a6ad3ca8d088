import { type TrackRecord } from "../timeline/records.ts";
import { type ProcessLine, trackOfLine } from "./segment-text.ts";

/** Processes that are shown at some sample from `first` to `last`. */
export interface WantedTracks {
  readonly pid?: number | undefined;
  readonly first?: number;
  readonly last?: number;
  /** Keeps what was decoded for the next question, as long as the segment itself is held. */
  readonly isKept?: boolean;
}

/** The lines of a member. What is not wanted is passed by without being parsed. */
export class ProcessLines {
  readonly #content: Buffer;
  /** Start of each line, and of the one that would follow. */
  readonly #starts: number[] = [0];
  /** What was parsed, by line; null for a line that is none of a process. */
  readonly #tracks: (TrackRecord | null | undefined)[] = [];

  constructor(content: Buffer) {
    this.#content = content;
    for (let at = content.indexOf(newline); at >= 0; at = content.indexOf(newline, at + 1))
      this.#starts.push(at + 1);
    if (this.#starts.at(-1) !== content.length) this.#starts.push(content.length);
  }

  addTo(tracks: TrackRecord[], { pid, first = 0, last = Infinity }: WantedTracks): void {
    for (let line = 0; line + 1 < this.#starts.length; line++) {
      const place = this.#placeOf(line);
      if (place !== undefined) {
        if (place.firstIndex > last || place.lastIndex < first) continue;
        if (pid !== undefined && place.pid !== pid) continue;
      }
      const track = this.#trackAt(line);
      if (track === null || track.firstIndex > last || track.lastIndex < first) continue;
      if (pid === undefined || track.pid === pid) tracks.push(track);
    }
  }

  #placeOf(line: number): Pick<TrackRecord, "pid" | "firstIndex" | "lastIndex"> | undefined {
    const track = this.#tracks[line];
    if (track !== undefined && track !== null) return track;
    const start = this.#starts[line] as number;
    const [, pid, firstIndex, lastIndex] =
      front.exec(this.#content.toString("latin1", start, start + frontBytes)) ?? [];
    return pid === undefined
      ? undefined
      : { pid: Number(pid), firstIndex: Number(firstIndex), lastIndex: Number(lastIndex) };
  }

  #trackAt(line: number): TrackRecord | null {
    const known = this.#tracks[line];
    if (known !== undefined) return known;
    const text = this.#content.toString("utf8", this.#starts[line], this.#starts[line + 1]);
    const track = parseTrack(text) ?? null;
    this.#tracks[line] = track;
    return track;
  }
}

const newline = 10;
const frontBytes = 90;
const front = /^\{"pid":(\d+),"start":-?\d+,"i":\[(\d+),(\d+)\]/;

const parseTrack = (text: string): TrackRecord | undefined => {
  try {
    const line = JSON.parse(text) as Partial<ProcessLine>;
    return Array.isArray(line.i) && typeof line.c === "object" && typeof line.info === "object"
      ? trackOfLine(line as ProcessLine)
      : undefined;
  } catch {
    return undefined;
  }
};
