import { type Random } from "./effects.ts";

/**
 * Wait before connection attempt `attempt` (0 = the first retry) in milliseconds: full jitter, uniform
 * between 0 and `min(cap, base * 2^attempt)`, so that agents that lost one hub do not return together.
 */
export const backoffDelay = (
  attempt: number,
  random: Random,
  { baseMs = 500, capMs = 30_000 }: { baseMs?: number; capMs?: number } = {},
): number => Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30)));
