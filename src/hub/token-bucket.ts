import { type Clock } from "../protocol/effects.ts";

/** Whether `cost` may be spent now: `perSecond` come in, at most `burst` are kept. */
export const createTokenBucket = (options: {
  clock: Clock;
  perSecond: number;
  burst: number;
}): ((cost: number) => boolean) => {
  const { clock, perSecond, burst } = options;
  let tokens = burst;
  let filledAt = clock.monotonic();
  return (cost) => {
    const now = clock.monotonic();
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond);
    filledAt = now;
    if (tokens < cost) return false;
    tokens -= cost;
    return true;
  };
};
