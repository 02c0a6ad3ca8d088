import { setTimeout as sleep } from "node:timers/promises";

/** One of the approaches that are compared. */
export interface Contender {
  readonly name: string;
  /** Takes part in every n-th round only; 1 when left out. For what would make a round too long. */
  readonly every?: number;
  /** Measures once. */
  measure(): Promise<number>;
}

/**
 * Lets all contenders measure once per round, in a new random order each round, so that what else
 * the machine does falls on all alike. A round takes at least `roundMs`, as between two samples of
 * a monitor. Returns the measurements by name, one per round, NaN where one took no part.
 */
export const interleave = async (
  contenders: readonly Contender[],
  rounds: number,
  roundMs: number,
): Promise<Map<string, number[]>> => {
  const results = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (const contender of shuffled(contenders)) {
      const takesPart = round % (contender.every ?? 1) === 0;
      results.get(contender.name)?.push(takesPart ? await contender.measure() : Number.NaN);
    }
    await sleep(Math.max(0, roundMs - (performance.now() - start)));
  }
  return results;
};

export const shuffled = <T>(list: readonly T[]): T[] => {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const other = Math.floor(Math.random() * (i + 1));
    [order[i], order[other]] = [order[other] as T, order[i] as T];
  }
  return order;
};
