import { applyFrame } from "../../protocol/apply-frame.ts";
import { type HostEntry, type RelayedFrame } from "../../protocol/frame.ts";
import { HostState } from "../../protocol/host-state.ts";
import { type HostView } from "../../protocol/process-row.ts";
import { HostHistory } from "./history.ts";

/** One host as the terminal holds it. It is the `HostView` that rows and filters read. */
export class FleetHost implements HostView {
  entry: HostEntry;
  /** Empty, with time 0, until the first key frame. */
  state = new HostState();
  readonly history = new HostHistory();
  /** Grows with each applied frame: what is derived from the state is kept by it. */
  generation = 0;
  /** The table is behind or damaged: shown as it was, until the next key frame. */
  torn = false;
  /** Monotonic time of the newest sign of life, in milliseconds; NaN before the first. */
  seenAt = Number.NaN;
  #sequence = -1;

  constructor(entry: HostEntry) {
    this.entry = entry;
  }

  get host(): string {
    return this.entry.host;
  }
  get facts(): HostEntry["facts"] {
    return this.entry.facts;
  }
  /** Whether there is a table at all. */
  get sampled(): boolean {
    return this.#sequence >= 0;
  }

  /** What became of the frame. A repeated one is not applied twice. */
  apply(frame: RelayedFrame): "applied" | "repeated" | "gap" | "torn" {
    if (frame.k === "delta") {
      if (this.torn || !this.sampled) return this.#tear("gap");
      if (frame.q <= this.#sequence) return "repeated";
      if (frame.q !== this.#sequence + 1) return this.#tear("gap");
    }
    try {
      applyFrame(this.state, frame);
    } catch {
      this.state = new HostState();
      this.#sequence = -1;
      this.generation++;
      return this.#tear("torn");
    }
    this.#sequence = frame.q;
    this.torn = false;
    this.generation++;
    this.history.record(this.state, this.facts.memory_total, this.entry.interval_ms);
    return "applied";
  }

  #tear<Why extends "gap" | "torn">(why: Why): Why {
    this.torn = true;
    return why;
  }
}
