import { type SampleRange } from "./sample-range.ts";

/**
 * Milliseconds that each sample of a range stands for. That of a first sample, which has none before it, is
 * taken to be as long as the next: a rate that came with it is as good as the others.
 */
export const lastedOf = (elapsed: Float64Array, { first, end }: SampleRange): Float64Array => {
  const lasted = elapsed.slice(first, end);
  for (let i = lasted.length - 1; i >= 0; i--)
    if (!((lasted[i] as number) > 0)) lasted[i] = Math.max(1, lasted[i + 1] ?? elapsed[end] ?? 1);
  return lasted;
};
