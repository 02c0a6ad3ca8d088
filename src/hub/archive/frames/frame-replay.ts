import { applyFrame } from "../../../protocol/apply-frame.ts";
import { type SampleFrame } from "../../../protocol/frame.ts";
import { type HostFacts } from "../../../protocol/host-facts.ts";
import { HostState } from "../../../protocol/host-state.ts";
import { ProcmonError } from "../../../protocol/procmon-error.ts";
import { unknownFacts } from "../../unknown-facts.ts";
import { type FrameLine, sampleTime } from "./frame-line.ts";

/** The state of one host, carried from frame to frame as they were kept. */
export class FrameReplay {
  state = new HostState();
  facts: HostFacts;
  epoch = "";
  /** Of the frame that made `state`, within `epoch`. */
  sequence = -1;
  /** Samples left out because one before them is missing, up to the next key frame. */
  orphans = 0;
  #hasState = false;
  /** Highest sequence of each epoch that was seen: frames may stand in a group and in the log too. */
  readonly #seen = new Map<string, number>();
  /** Latest sample of the epoch. */
  #latest = Number.NEGATIVE_INFINITY;

  constructor(host: string) {
    this.facts = unknownFacts(host);
  }

  /** Whether the line is a sample that was not there before; `state` is then the table of that sample. */
  take(line: FrameLine): line is SampleFrame & { readonly at?: number } {
    if (line.k === "hello") {
      this.facts = line.facts;
      if (line.epoch !== this.epoch) this.#begin(line.epoch);
      return false;
    }
    if (this.#hasState && line.q <= this.sequence) {
      const isOther = line.k === "key" && sampleTime(line) > this.#latest;
      if (!isOther) return false;
      // The greeting of another epoch is lost.
      this.#begin(`${this.epoch}?`);
    }
    if (line.k === "delta" && !(this.#hasState && line.q === this.sequence + 1)) {
      this.#hasState = false;
      this.orphans++;
      return false;
    }
    this.#hasState = this.#apply(line);
    if (!this.#hasState || line.q <= (this.#seen.get(this.epoch) ?? -1)) return false;
    this.#seen.set(this.epoch, line.q);
    this.#latest = Math.max(this.#latest, this.state.time);
    return true;
  }

  #begin(epoch: string): void {
    this.epoch = epoch;
    this.sequence = -1;
    this.#hasState = false;
    this.#latest = Number.NEGATIVE_INFINITY;
  }

  #apply(frame: SampleFrame & { readonly at?: number }): boolean {
    try {
      applyFrame(this.state, frame);
    } catch (error) {
      if (!(error instanceof ProcmonError || error instanceof TypeError)) throw error;
      this.state = new HostState();
      this.orphans++;
      return false;
    }
    this.state.time = sampleTime(frame);
    this.sequence = frame.q;
    return true;
  }
}
