/** The value below which `share` (0 to 1) of the values lie, interpolated; NaN of none. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);
export const p95 = (values: readonly number[]): number => percentile(values, 0.95);

/** The median of the ratios of measurements taken in the same round, which share the same weather. */
export const medianRatio = (values: readonly number[], floor: readonly number[]): number =>
  median(values.map((value, round) => value / (floor[round] ?? Number.NaN)));

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
