import { hostNumberFieldIds } from "../../protocol/host-fields.ts";
import { type RecentChunk } from "./recent-chunk.ts";

/** All number fields of the host in the first `count` samples of a chunk, by field number. */
export const computeHostColumns = (chunk: RecentChunk, count: number): readonly Float64Array[] => {
  const columns = hostNumberFieldIds.map(() => new Float64Array(count).fill(Number.NaN));
  const filled = new Uint32Array(columns.length);
  const values = new Float64Array(columns.length).fill(Number.NaN);
  const reader = chunk.changes("host");
  let sample = 0;
  while (reader.hasMore) {
    sample += reader.integer();
    if (sample >= count) break;
    let number = 0;
    for (let left = reader.integer(); left > 0; left--) {
      number += reader.integer();
      const before = values[number] as number;
      columns[number]?.fill(before, filled[number], sample);
      filled[number] = sample;
      const diff = reader.diff();
      values[number] = Number.isNaN(before) ? diff : before + diff;
    }
  }
  for (const [number, column] of columns.entries())
    column.fill(values[number] as number, filled[number]);
  return columns;
};
