import { type ChangeList, ChangeListWriter, readChangeList } from "../change-list.ts";
import { type Boot, type TierId, tiers } from "../piece.ts";
import { type Buckets, type TierTable } from "./tier-table.ts";

/** The first line of a tier file, and once more its last. */
export interface HeaderLine {
  readonly v: 1;
  readonly tier: TierId;
  readonly host: string;
  /** Names of the raw files whose samples are in it. */
  readonly from: readonly string[];
  readonly boots: readonly Boot["facts"][];
  /** Start of the first bucket, then the distances to the next ones in lengths of a bucket. */
  readonly starts: readonly [number, readonly number[]];
  readonly samples: ChangeList;
  readonly weights: ChangeList;
  readonly times: ChangeList;
  /** When the first and the last sample were made. */
  readonly seen: readonly [number, number];
  /** Length in bytes of the member behind this one: the line of the host. */
  readonly values: number;
  /** Members of process lines: their length in bytes, and the pid of each line. */
  readonly members: readonly (readonly [length: number, pids: readonly number[]])[];
  /** Length in bytes of the member of the processes that are summed by name; 0 where there is none. */
  readonly rest: number;
}

export const headerLineOf = (
  table: TierTable,
  parts: Pick<HeaderLine, "from" | "values" | "members" | "rest">,
): HeaderLine => {
  const { tier, starts, samples, weights, times, firstSample, lastSample } = table.buckets;
  const length = tiers[tier];
  return {
    v: 1,
    tier,
    host: table.host,
    from: parts.from,
    boots: table.boots.map(({ facts }) => facts),
    starts: [
      starts[0] as number,
      Array.from(starts.subarray(1), (start, i) => (start - (starts[i] as number)) / length),
    ],
    samples: changeListOf(samples),
    weights: changeListOf(weights),
    times: changeListOf(times),
    seen: [firstSample, lastSample],
    values: parts.values,
    members: parts.members,
    rest: parts.rest,
  };
};

const changeListOf = (column: Float64Array): ChangeList => {
  const writer = new ChangeListWriter(0, column[0] as number);
  for (let i = 1; i < column.length; i++) writer.set(i, column[i] as number);
  return writer.list;
};

/** The buckets a header tells of. */
export const readBuckets = (header: HeaderLine): Buckets => {
  const [first, distances] = header.starts;
  const length = tiers[header.tier];
  const count = distances.length + 1;
  const starts = new Float64Array(count);
  starts[0] = first;
  for (let i = 1; i < count; i++)
    starts[i] = (starts[i - 1] as number) + (distances[i - 1] as number) * length;
  return {
    tier: header.tier,
    starts,
    samples: readChangeList(header.samples, count),
    weights: readChangeList(header.weights, count),
    times: readChangeList(header.times, count),
    firstSample: header.seen[0],
    lastSample: header.seen[1],
  };
};
