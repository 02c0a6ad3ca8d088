import { type FrameLine } from "../frames/frame-line.ts";
import { FrameReplay } from "../frames/frame-replay.ts";
import { hourOf } from "../hour.ts";
import { type NextSample, PieceBuilder } from "./piece-builder.ts";
import { type PieceRecord } from "./records.ts";

/**
 * Frames of one host, in the order in which they were kept, to pieces. A new piece begins with the hour,
 * and where the clock of the host stepped back.
 */
export class PieceCutter {
  readonly replay: FrameReplay;
  readonly #host: string;
  #builder: PieceBuilder | undefined;

  constructor(host: string) {
    this.#host = host;
    this.replay = new FrameReplay(host);
  }

  /** Returns the piece that this line ended. */
  take(line: FrameLine): PieceRecord | undefined {
    const { replay } = this;
    if (!replay.take(line)) return undefined;
    const { state, facts } = replay;
    let ended: PieceRecord | undefined;
    const before = this.#builder;
    if (before !== undefined && isCut(before.lastTime, state.time)) {
      ended = before.finish({ state, facts });
      this.#builder = undefined;
    }
    this.#builder ??= new PieceBuilder(this.#host);
    this.#builder.add(state, line, facts);
    return ended;
  }

  /** The piece that is under way; `next` is the sample after it where that is known. */
  end(next?: NextSample): PieceRecord | undefined {
    const ended = this.#builder?.finish(next);
    this.#builder = undefined;
    return ended;
  }
}

/** Whether a sample belongs to another piece than the one before. */
export const isCut = (before: number, time: number): boolean =>
  time < before || hourOf(time) !== hourOf(before);
