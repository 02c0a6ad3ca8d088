import { type HostName, type Window } from "../archive/archive.ts";
import { type LogEntry } from "./log-author.ts";
import { type ClosedLog } from "./packer.ts";

/** What gathers of one host in memory. */
export class GatheredLog implements ClosedLog {
  readonly start: number;
  readonly name: HostName;
  hasHello = false;
  hasKey = false;
  /** Characters of all lines. */
  length = 0;
  /** Times of the first and last frame. */
  span: Window | undefined;
  #lines: string[] = [];
  #epoch = "";

  constructor(start: number, name: HostName) {
    this.start = start;
    this.name = name;
  }

  add({ kind, body, time }: LogEntry, epoch: string): void {
    if (epoch !== this.#epoch) this.hasKey = false;
    this.#epoch = epoch;
    if (kind === "hello") this.hasHello = true;
    else {
      if (kind === "key") this.hasKey = true;
      this.span = {
        from: Math.min(time, this.span?.from ?? time),
        to: Math.max(time, this.span?.to ?? time),
      };
    }
    this.#lines.push(body);
    this.length += body.length;
  }

  clear(): void {
    this.#lines = [];
    this.span = undefined;
    this.length = 0;
  }

  get hosts(): readonly HostName[] {
    return [this.name];
  }

  /** Oldest first; they may be added to. */
  get all(): readonly string[] {
    return [...this.#lines];
  }

  lines(): Promise<readonly string[]> {
    return Promise.resolve(this.all);
  }
}
