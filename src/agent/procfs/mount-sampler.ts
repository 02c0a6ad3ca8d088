import { statfs } from "node:fs";
import { promisify } from "node:util";
import { type Clock } from "../../protocol/effects.ts";
import { type Mount } from "../../protocol/host-facts.ts";
import { limits } from "../../protocol/limits.ts";
import { safeText } from "./decode-text.ts";
import { dataMounts, isRemote, type MountEntry, parseMounts } from "./mounts.ts";
import { type ProcReader } from "./reader.ts";

const EVERY_MS = 30_000;
/** The first answers are waited for so long; later ones appear in the sample after they came. */
const PATIENCE_MS = 500;

/** What statfs(2) tells of a file system. */
export type ReadSpace = (
  path: string,
) => Promise<{ readonly bsize: number; readonly blocks: number; readonly bfree: number }>;

/** Not that of node:fs/promises, which brings streams and readline: 10 ms of the first sample. */
const readSpaceOf: ReadSpace = promisify(statfs);

/**
 * The space on the host's file systems, asked for beside the samples. A call on a file system whose
 * server is away may never return, and holds one of Node's four worker threads: remote ones are asked
 * one at a time, none while an answer is outstanding, and are left out until they answer.
 */
export class MountSampler {
  readonly #reader: ProcReader;
  readonly #clock: Clock;
  readonly #readSpace: ReadSpace;
  readonly #space = new Map<string, Mount>();
  #order: readonly MountEntry[] = [];
  #mounts: readonly Mount[] | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;
  #remote: Promise<void> | null = null;
  #local: Promise<void> | null = null;

  constructor(reader: ProcReader, clock: Clock, readSpace: ReadSpace = readSpaceOf) {
    this.#reader = reader;
    this.#clock = clock;
    this.#readSpace = readSpace;
  }

  /** The mounts as far as they answered; null where /proc does not list them. */
  async sample(): Promise<readonly Mount[] | null> {
    const now = this.#clock.monotonic();
    if (now - this.#askedAt >= EVERY_MS) {
      this.#askedAt = now;
      const isFirst = this.#mounts === null;
      const asked = this.#ask();
      if (isFirst) await this.#atMost(PATIENCE_MS, asked);
    }
    return this.#mounts;
  }

  #ask(): Promise<unknown> {
    const text = this.#reader.readText(`${this.#reader.root}/self/mounts`);
    if (text === null) return Promise.resolve();
    this.#order = dataMounts(parseMounts(text)).slice(0, limits.mounts);
    const paths = new Set(this.#order.map(({ path }) => path));
    for (const path of this.#space.keys()) if (!paths.has(path)) this.#space.delete(path);
    this.#publish();
    const isLocal = (entry: MountEntry): boolean => !isRemote(entry);
    this.#local ??= this.#askInTurn(this.#order.filter(isLocal)).finally(() => {
      this.#local = null;
    });
    this.#remote ??= this.#askInTurn(this.#order.filter(isRemote)).finally(() => {
      this.#remote = null;
    });
    return Promise.all([this.#local, this.#remote]);
  }

  async #askInTurn(entries: readonly MountEntry[]): Promise<void> {
    for (const entry of entries) {
      // What it said before is stale by now; it is shown again once it answers.
      const answer = this.#readSpace(entry.path);
      const cancel = this.#clock.after(PATIENCE_MS, () => {
        this.#space.delete(entry.path);
        this.#publish();
      });
      try {
        const { bsize, blocks, bfree } = await answer;
        this.#space.set(entry.path, mountOf(entry, bsize * blocks, bsize * (blocks - bfree)));
      } catch {
        this.#space.delete(entry.path);
      } finally {
        cancel();
      }
    }
    this.#publish();
  }

  #publish(): void {
    this.#mounts = this.#order.flatMap(({ path }) => this.#space.get(path) ?? []);
  }

  #atMost(ms: number, work: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => resolve(undefined));
      void work.finally(() => {
        cancel();
        resolve(undefined);
      });
    });
  }
}

const mountOf = (entry: MountEntry, total: number, used: number): Mount => ({
  path: safeText(entry.path, limits.pathLength),
  device: safeText(entry.device, limits.pathLength),
  type: safeText(entry.type, 64),
  total: Math.min(Number.MAX_SAFE_INTEGER, total),
  used: Math.max(0, Math.min(Number.MAX_SAFE_INTEGER, used)),
});
