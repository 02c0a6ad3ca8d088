import asciichart from "asciichart";
import { HISTORY_LENGTH, type HostHistory, NO_SAMPLE } from "./history.ts";

/** Cells of the scale left of the curve: a figure and the axis. */
const scaleCells = 8;
const leastSamples = 3;

/**
 * The recent CPU share of one process as lines of a chart, `width` cells wide at most and `height` + 1
 * lines high, from 0 to the next round figure. It begins after the last gap: a curve across one would
 * show what nobody measured. null while there is too little to show.
 */
export const cpuChart = (
  history: Pick<HostHistory, "sampleAt">,
  slot: number,
  { width, height }: { readonly width: number; readonly height: number },
): readonly string[] | null => {
  const most = Math.min(HISTORY_LENGTH, width - scaleCells);
  const percents: number[] = [];
  for (let back = 0; back < most; back++) {
    const sample = history.sampleAt(slot, back);
    if (sample === NO_SAMPLE) break;
    percents.unshift(sample / 100);
  }
  if (percents.length < leastSamples) return null;
  const chart = asciichart.plot(percents, {
    min: 0,
    max: roundUp(Math.max(...percents)),
    height,
    offset: 2,
    format: (percent) => percent.toFixed(percent < 10 ? 1 : 0).padStart(scaleCells - 3),
  });
  return chart.split("\n").map((line) => line.trimEnd());
};

/** 1, 2 or 5 times a power of ten, 1 at least. */
const roundUp = (percent: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, percent)));
  return power * ([1, 2, 5].find((step) => step * power >= percent) ?? 10);
};
