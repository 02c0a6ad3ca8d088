import * as z from "zod/mini";
import { applyFrame } from "../../protocol/apply-frame.ts";
import { helloFrame, type SampleFrame } from "../../protocol/frame.ts";
import { HostState } from "../../protocol/host-state.ts";
import { type HostName } from "../archive/archive.ts";
import { type RestoredHost } from "../restored-host.ts";
import { type LogLine } from "./log-line.ts";

const greeting = z.pick(helloFrame, { epoch: true, interval_ms: true, facts: true });
type Greeting = z.infer<typeof greeting>;

/** The greeting in a line, or undefined where it is none. */
export const parseHello = (body: string): Greeting | undefined => {
  try {
    return greeting.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
};

/** A host that comes to be again from the lines of one log. */
export class ReplayedHost {
  readonly #name: HostName;
  #greeting: Greeting | undefined;
  #state = new HostState();
  #hasState = false;
  #sequence = 0;
  #firstSeen = Number.POSITIVE_INFINITY;
  #lastSeen = 0;

  constructor(name: HostName) {
    this.#name = name;
  }

  greet(hello: Greeting, time: number): void {
    if (hello.epoch !== this.#greeting?.epoch) this.#sequence = 0;
    this.#greeting = hello;
    this.#see(time);
  }

  /** `isInOrder`: whether the table before it is the one here, or it is a key frame. */
  take(line: LogLine, body: string, isInOrder: boolean): void {
    this.#see(line.time);
    this.#hasState = isInOrder && (line.kind === "key" || this.#hasState) && this.#apply(body);
    // A key frame that goes back is of an agent whose greeting was damaged.
    if (line.kind === "key" && line.sequence <= this.#sequence) this.#greeting = undefined;
    this.#sequence = line.sequence;
  }

  #see(time: number): void {
    this.#firstSeen = Math.min(this.#firstSeen, time);
    this.#lastSeen = Math.max(this.#lastSeen, time);
  }

  /** What is in the log was checked when it came, and its checksum is right. */
  #apply(body: string): boolean {
    try {
      applyFrame(this.#state, JSON.parse(body) as SampleFrame);
      return true;
    } catch {
      this.#state = new HostState();
      return false;
    }
  }

  restored(): RestoredHost {
    return {
      tenant: this.#name.tenant,
      host: this.#name.host,
      greeting: this.#greeting,
      state: this.#state,
      hasState: this.#hasState,
      sequence: this.#sequence,
      firstSeen: this.#firstSeen,
      lastSeen: this.#lastSeen,
    };
  }
}
