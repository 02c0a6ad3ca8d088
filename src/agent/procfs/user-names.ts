import { statSync } from "node:fs";
import { type Clock } from "../../protocol/effects.ts";
import { parsePasswd } from "./passwd.ts";
import { type ProcReader } from "./reader.ts";

/** How often the file is looked at for a change. */
const CHECK_EVERY_MS = 60_000;

/** Names of users from the host's passwd file, read again when it changed. */
export class UserNames {
  readonly #reader: ProcReader;
  readonly #path: string;
  readonly #clock: Clock;
  #names: ReadonlyMap<number, string> = new Map();
  #modified = Number.NaN;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(reader: ProcReader, path: string, clock: Clock) {
    this.#reader = reader;
    this.#path = path;
    this.#clock = clock;
  }

  /** The name of a uid, or the uid as text where the file has none. */
  nameOf(uid: number): string {
    const now = this.#clock.monotonic();
    if (now - this.#checkedAt >= CHECK_EVERY_MS) {
      this.#checkedAt = now;
      this.#readIfChanged();
    }
    return this.#names.get(uid) ?? String(uid);
  }

  #readIfChanged(): void {
    const modified = modifiedAt(this.#path);
    if (modified === this.#modified) return;
    this.#modified = modified;
    this.#names = parsePasswd(this.#reader.readText(this.#path) ?? "");
  }
}

/** NaN, which is never the same again, where it cannot be told. */
const modifiedAt = (path: string): number => {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return Number.NaN;
  }
};
