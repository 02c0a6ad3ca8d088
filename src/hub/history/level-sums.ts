import { type Use } from "./uses.ts";

/** Levels of the processes of each group, added up sample by sample over one piece. */
export interface LevelSums {
  /** `levels` and `peaks` begin at `offset`, their first sample is the one of `place`. */
  add(
    use: Use,
    values: { readonly levels: Float64Array; readonly peaks: Float64Array },
    at: { readonly offset: number; readonly place: number; readonly count: number },
    scale: number,
  ): void;
  /** Takes the sums into the groups; returns what all of them together add up to. */
  fold(weights: Float64Array): number;
}

export const createLevelSums = (samples: number): LevelSums => {
  const sums = new Map<Use, { levels: Float64Array; peaks: Float64Array }>();
  return {
    add: (use, values, { offset, place, count }, scale) => {
      let sum = sums.get(use);
      if (sum === undefined) {
        sum = { levels: new Float64Array(samples), peaks: new Float64Array(samples) };
        sums.set(use, sum);
      }
      const { levels, peaks } = sum;
      for (let i = 0; i < count; i++) {
        const level = (values.levels[offset + i] as number) * scale;
        const peak = (values.peaks[offset + i] as number) * scale;
        const at = place + i;
        if (level > 0) levels[at] = (levels[at] as number) + level;
        if (peak > 0) peaks[at] = (peaks[at] as number) + peak;
      }
    },
    fold: (weights) => {
      let total = 0;
      for (const [use, { levels, peaks }] of sums) {
        let amount = 0;
        for (let i = 0; i < samples; i++) {
          amount += (levels[i] as number) * (weights[i] as number);
          if ((peaks[i] as number) > use.max) use.max = peaks[i] as number;
        }
        use.amount += amount;
        total += amount;
      }
      return total;
    },
  };
};
