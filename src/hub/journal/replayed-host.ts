import * as z from "zod/mini";
import { applyFrame } from "../../protocol/apply-frame.ts";
import { helloFrame, type SampleFrame } from "../../protocol/frame.ts";
import { HostState } from "../../protocol/host-state.ts";
import { type HostName } from "../archive/archive.ts";
import { type RestoredHost } from "../restored-host.ts";
import { bodyOf } from "./log-line.ts";
import { type ScannedLine } from "./scan-log.ts";

const greeting = z.pick(helloFrame, { epoch: true, interval_ms: true, facts: true });
type Greeting = z.infer<typeof greeting>;

const spareRoom = 1.25;

/** The greeting in a line, or undefined where it is none. */
export const parseHello = (body: string): Greeting | undefined => {
  try {
    return greeting.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
};

/**
 * A host that comes to be again from the lines of one log. Frames wait until `replay`: those before a key
 * frame are then not needed, and those of one host run faster after each other than in turns with others.
 */
export class ReplayedHost {
  readonly #name: HostName;
  #greeting: Greeting | undefined;
  #state: HostState | undefined;
  /** Whether the frames up to the last make a table. */
  #isWhole = false;
  #waiting: ScannedLine[] = [];
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

  /** `isInOrder`: it is a key frame, or the frame before it is there. */
  take(scanned: ScannedLine, isInOrder: boolean): void {
    const { line } = scanned;
    this.#see(line.time);
    if (line.kind === "key") {
      this.#waiting = [];
      this.#isWhole = true;
    }
    if (!isInOrder) this.#isWhole = false;
    else if (this.#isWhole) this.#waiting.push(scanned);
    // A key frame that goes back is of an agent whose greeting was damaged.
    if (line.kind === "key" && line.sequence <= this.#sequence) this.#greeting = undefined;
    this.#sequence = line.sequence;
  }

  #see(time: number): void {
    this.#firstSeen = Math.min(this.#firstSeen, time);
    this.#lastSeen = Math.max(this.#lastSeen, time);
  }

  /** What is in the log was checked when it came, and its checksum is right. */
  replay(): void {
    try {
      for (const { bytes, line, end } of this.#waiting) {
        const frame = JSON.parse(bodyOf(bytes, line, end)) as SampleFrame;
        // Room for the processes of the key frame and some more.
        this.#state ??= new HostState(Math.ceil((frame.n?.length ?? 0) * spareRoom) + 1);
        applyFrame(this.#state, frame);
      }
    } catch {
      this.#state = undefined;
      this.#isWhole = false;
    }
    this.#waiting = [];
  }

  restored(): RestoredHost {
    return {
      tenant: this.#name.tenant,
      host: this.#name.host,
      greeting: this.#greeting,
      state: this.#state ?? new HostState(1),
      hasState: this.#isWhole,
      sequence: this.#sequence,
      firstSeen: this.#firstSeen,
      lastSeen: this.#lastSeen,
    };
  }
}
