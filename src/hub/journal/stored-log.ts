import { type HostName, type Window } from "../archive/archive.ts";
import { defaultTenant } from "../tenant.ts";
import { HostLines, type LinePlace } from "./host-lines.ts";
import { type LogFiles, type LogHandle } from "./log-files.ts";
import { bodyOf, parseLine } from "./log-line.ts";
import { type ClosedLog } from "./packer.ts";

/** Lines that stand this close to each other are read at once. */
const readAcross = 16 * 1024;
const readAtOnce = 1024 * 1024;
const whole: Window = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

interface StoredLogOptions {
  readonly files: LogFiles;
  readonly onDamage: (log: StoredLog, offset: number) => void;
  /** Whether reading is over. */
  readonly isClosed: () => boolean;
}

/** A log file, and where in it the lines of each host stand. */
export class StoredLog implements ClosedLog {
  readonly start: number;
  readonly name: string;
  /** Bytes of all lines, those included that still wait to be written. */
  size = 0;
  /** Bytes that are written: what lies behind is not read. */
  written = 0;
  readonly #options: StoredLogOptions;
  readonly #lines = new Map<string, { readonly name: HostName; readonly lines: HostLines }>();

  constructor(start: number, options: StoredLogOptions) {
    this.start = start;
    this.name = logNameOf(start);
    this.#options = options;
  }

  get hosts(): readonly HostName[] {
    return [...this.#lines.values()].map(({ name }) => name);
  }

  get hostCount(): number {
    return this.#lines.size;
  }

  /** Those of a host, empty where it has none yet. */
  linesOf({ tenant, host }: HostName, key = keyOfName({ tenant, host })): HostLines {
    const known = this.#lines.get(key);
    if (known !== undefined) return known.lines;
    const lines = new HostLines();
    this.#lines.set(key, { name: { tenant, host }, lines });
    return lines;
  }

  /** Its lines so far are not there any more for those who read. */
  forget(name: HostName): void {
    this.#lines.delete(keyOfName(name));
  }

  span(name: HostName): Window | undefined {
    return this.#find(name)?.span(this.written);
  }

  lines(name: HostName, window: Window = whole): Promise<readonly string[]> {
    const places = this.#find(name)?.places(window, this.written) ?? [];
    return places.length === 0 ? Promise.resolve([]) : this.#read(places);
  }

  #find(name: HostName): HostLines | undefined {
    return this.#lines.get(keyOfName(name))?.lines;
  }

  async #read(places: readonly LinePlace[]): Promise<readonly string[]> {
    const { files, onDamage, isClosed } = this.#options;
    if (isClosed()) throw new Error("the journal is closed");
    const handle = await files.open(this.name, "read");
    try {
      const bodies: string[] = [];
      let isBroken = false;
      for (let at = 0; at < places.length; ) {
        const until = endOfRun(places, at);
        const run = places.slice(at, until);
        const bytes = await readBytes(handle, run);
        const first = (run[0] as LinePlace).offset;
        for (const { offset, length } of run) {
          const end = offset - first + length;
          const line = end > bytes.length ? undefined : parseLine(bytes, offset - first, end);
          if (line === undefined) onDamage(this, offset);
          // The deltas behind a damaged line are of no use up to the next key frame.
          if (line === undefined || line.kind === "key") isBroken = line === undefined;
          if (line !== undefined && (!isBroken || line.kind === "hello"))
            bodies.push(bodyOf(bytes, line, end));
        }
        at = until;
      }
      return bodies;
    } finally {
      await handle.close();
    }
  }
}

/** The bytes from the first place to the last; fewer where the file has become shorter. */
const readBytes = async (handle: LogHandle, run: readonly LinePlace[]): Promise<Buffer> => {
  const [first, last] = [run[0] as LinePlace, run.at(-1) as LinePlace];
  const bytes = Buffer.allocUnsafe(last.offset + last.length - first.offset);
  let filled = 0;
  while (filled < bytes.length) {
    const read = await handle.read(bytes, filled, first.offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
};

const endOfRun = (places: readonly LinePlace[], from: number): number => {
  const first = places[from] as LinePlace;
  let end = first.offset + first.length;
  let until = from + 1;
  for (; until < places.length; until++) {
    const { offset, length } = places[until] as LinePlace;
    if (offset - end > readAcross || offset + length - first.offset > readAtOnce) break;
    end = offset + length;
  }
  return until;
};

/** A host of a tenant as the key of a map. A host id has no slash. */
export const keyOfName = ({ tenant, host }: HostName): string =>
  tenant === defaultTenant ? host : `${tenant}/${host}`;

/** `1800000000000.ndjson`: thirteen digits, so that names sort by time. */
const logNameOf = (start: number): string => `${String(start).padStart(13, "0")}.ndjson`;

/** When a log began, or undefined where the name is none of a log. */
export const startOfLog = (name: string): number | undefined => {
  const digits = /^(\d{13})\.ndjson$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
};
