import { type Clock } from "../protocol/effects.ts";

/** How often a line that is shown changes. */
const everyMs = 200;

/** One line on a terminal that is written over as work goes on. Nothing where there is no terminal. */
export interface ProgressLine {
  show(text: string): void;
  /** Wipes it. */
  close(): void;
}

export const createProgressLine = (
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  clock: Pick<Clock, "monotonic">,
): ProgressLine => {
  let shownAt = Number.NEGATIVE_INFINITY;
  let length = 0;
  const write = (text: string): void => {
    stream.write(`\r${text.padEnd(length)}`);
    ({ length } = text);
  };
  return {
    show: (text) => {
      if (stream.isTTY !== true || clock.monotonic() - shownAt < everyMs) return;
      shownAt = clock.monotonic();
      write(text);
    },
    close: () => {
      if (length === 0) return;
      write("");
      stream.write("\r");
    },
  };
};
