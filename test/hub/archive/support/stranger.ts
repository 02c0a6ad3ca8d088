import { gunzipSync } from "node:zlib";

/*
 * A reader of segments written by docs/storage.md alone: it shares no code with the archive, and reads the
 * catalogue of no fields.
 */

type List = number | null | [number | null, number[], (number | null)[]];
type Stated = [number[], (number | null)[]];
interface Line {
  k?: string;
  pid: number;
  start: number;
  i: [number, number];
  info: Record<string, unknown>;
  r?: [number, Record<string, unknown>][];
  c: Record<string, List>;
  x?: Record<string, Stated>;
}
interface Header {
  place: [number, number];
  t: [number, number[]];
  e: List;
}

interface StrangersRow {
  readonly pid: number;
  readonly start: number;
  readonly info: Record<string, unknown>;
  readonly numbers: Record<string, number | null>;
}
export interface StrangersSample {
  readonly time: number;
  readonly elapsed: number;
  readonly rows: StrangersRow[];
}

const expand = (list: List | undefined, length: number): (number | null)[] => {
  if (!Array.isArray(list)) return Array.from({ length }, () => list ?? null);
  const [first, gaps, diffs] = list;
  const values: (number | null)[] = [];
  let value = first;
  for (const [k, gap] of gaps.entries()) {
    for (let n = 0; n < gap; n++) values.push(value);
    const diff = diffs[k] as number | null;
    value = diff === null ? null : (value ?? 0) + diff;
  }
  while (values.length < length) values.push(value);
  return values;
};

const rates: [rate: string, counter: string, factor: number][] = [
  ["cpu_percent", "cpu_time", 1000],
  ["read_bytes_per_sec", "read_bytes", 1000],
  ["write_bytes_per_sec", "write_bytes", 1000],
];

/** Every sample of the one segment of a file, rows in the order of pid and start. */
export const readAsStranger = (file: Buffer): StrangersSample[] => {
  const [first, ...rest] = gunzipSync(file).toString("utf8").trimEnd().split("\n");
  const header = JSON.parse(first as string) as Header;
  const times = [header.t[0]];
  for (const step of header.t[1]) times.push((times.at(-1) as number) + step);
  const elapsed = expand(header.e, times.length).map(
    (over, n) => (over ?? 0) + (n === 0 ? 0 : (header.t[1][n - 1] as number)),
  );
  const samples = times.map((time, n) => ({
    time,
    elapsed: elapsed[n] as number,
    rows: [] as StrangersRow[],
  }));
  for (const text of rest) {
    const line = JSON.parse(text) as Line;
    if (line.k === undefined) addLine(samples, line);
  }
  for (const { rows } of samples) rows.sort((a, b) => a.pid - b.pid || a.start - b.start);
  return samples;
};

const addLine = (samples: readonly StrangersSample[], line: Line): void => {
  const [from, to] = line.i;
  const length = to - from + 1;
  const columns: Record<string, (number | null)[]> = {};
  for (const [id, list] of Object.entries(line.c)) columns[id] = expand(list, length);
  for (const [rate, counter, factor] of rates) {
    const stated = new Map<number, number | null>();
    let at = 0;
    for (const [k, gap] of (line.x?.[rate]?.[0] ?? []).entries()) {
      at += gap;
      stated.set(at, line.x?.[rate]?.[1][k] ?? null);
    }
    const counts = columns[counter] ?? expand(null, length);
    const column: (number | null)[] = [];
    for (let n = 0; n < length; n++) {
      const now = counts[n] as number | null;
      const before = n === 0 ? null : (counts[n - 1] as number | null);
      const elapsed = samples[from + n]?.elapsed as number;
      if (stated.has(n)) column.push(stated.get(n) as number | null);
      else if (now === null && before === null)
        column.push(n === 0 ? null : (column[n - 1] ?? null));
      else if (now === null || before === null || now < before || elapsed === 0) column.push(null);
      else column.push(Math.round(((now - before) * factor) / elapsed));
    }
    columns[rate] = column;
  }
  for (let n = 0; n < length; n++) {
    const info = { ...line.info };
    for (const [sample, changed] of line.r ?? [])
      if (sample <= from + n) Object.assign(info, changed);
    const numbers: Record<string, number | null> = {};
    for (const [id, column] of Object.entries(columns)) numbers[id] = column[n] ?? null;
    samples[from + n]?.rows.push({ pid: line.pid, start: line.start, info, numbers });
  }
};
