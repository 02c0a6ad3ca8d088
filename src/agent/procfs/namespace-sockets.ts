import { closeSync, openSync, readSync } from "node:fs";
import { type PortBinding } from "../../protocol/port.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { parseNetSockets, type SocketProtocol } from "./net-sockets.ts";
import { type ProcReader } from "./reader.ts";
import { parseSockstat, type SocketCounts } from "./sockstat.ts";
import { hashBytes } from "./stat.ts";

/** Sockets by inode, with what they are bound to where they wait for peers. */
export type Sockets = ReadonlyMap<number, PortBinding | null>;

const protocols: readonly SocketProtocol[] = ["tcp", "tcp6", "udp", "udp6"];
/** Unchanged counts are believed for so long: one socket may have come while another went. */
const BELIEVE_MS = 30_000;
const CHUNK_BYTES = 64 * 1024;

/**
 * The TCP and UDP sockets of one network namespace. To list them the kernel walks tables of hundreds
 * of thousands of buckets (1.6 to 4 ms even if there are none), so the lists are read only when the
 * counts in sockstat (7 us) moved, and those with a count of 0 not at all.
 */
export class NamespaceSockets {
  sockets: Sockets = new Map();
  /** The pass in which a process of it was last seen. */
  seenIn = 0;
  #countsHash = 0;
  #readAt = Number.NEGATIVE_INFINITY;
  readonly #reader: ProcReader;
  readonly #cursor = new ByteCursor();

  constructor(reader: ProcReader) {
    this.#reader = reader;
  }

  /** Brings `sockets` up to date from the `net` folder of any process in the namespace. True if read anew. */
  update(folder: string, now: number): boolean {
    const counts: SocketCounts = {
      tcp: Number.NaN,
      tcp6: Number.NaN,
      udp: Number.NaN,
      udp6: Number.NaN,
    };
    const hash =
      this.#readCounts(`${folder}/sockstat`, counts) ^
      this.#readCounts(`${folder}/sockstat6`, counts);
    if (hash === this.#countsHash && now - this.#readAt < BELIEVE_MS) return false;
    this.#countsHash = hash;
    this.#readAt = now;
    const sockets = new Map<number, PortBinding | null>();
    for (const protocol of protocols)
      if (counts[protocol] !== 0) this.#readList(`${folder}/${protocol}`, protocol, sockets);
    this.sockets = sockets;
    return true;
  }

  #readCounts(path: string, into: SocketCounts): number {
    const length = this.#reader.readWhole(path);
    if (length < 0) return 0;
    parseSockstat(this.#cursor, this.#reader.buffer, length, into);
    return hashBytes(this.#reader.buffer, 0, length);
  }

  #readList(path: string, protocol: SocketProtocol, into: Map<number, PortBinding | null>): void {
    const { buffer } = this.#reader;
    let fd = -1;
    try {
      fd = openSync(path, "r");
      let kept = 0;
      for (;;) {
        const more = readSync(fd, buffer, kept, CHUNK_BYTES - kept, null);
        if (more === 0) return;
        const length = kept + more;
        const used = parseNetSockets(protocol, buffer, length, (inode, binding) => {
          into.set(inode, binding);
        });
        buffer.copy(buffer, 0, used, length);
        // A row longer than the chunk is none: it is dropped rather than waited for.
        kept = length - used === CHUNK_BYTES ? 0 : length - used;
      }
    } catch {
      // The process whose view this is has gone, or there is no IPv6: the next pass looks again.
    } finally {
      if (fd >= 0) closeSync(fd);
    }
  }
}
