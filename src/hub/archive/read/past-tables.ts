import { type HostName, type PastTable, type Window } from "../archive.ts";
import { hourMs, hourOf } from "../hour.ts";
import { type WantedTracks } from "../segment/process-lines.ts";
import { type Want } from "../segment/read-segments.ts";
import { firstAtOrAfter } from "../timeline/recorded-piece.ts";
import { tableOfPiece } from "../timeline/table-of-piece.ts";
import { type RawReader, type Stretch } from "./raw-reader.ts";

/** Stretches that are kept for the next question: a person who moves through time asks near the last. */
const stretchesKept = 8;

/** Samples are seconds apart. What follows is read too, for the next question. */
const lookBackMs = 30_000;
const lookAheadMs = 60_000;

interface KeptStretch {
  readonly key: string;
  readonly stretch: Stretch;
  /** The table asked for last, and of which sample. */
  last: { readonly index: number; readonly table: PastTable } | undefined;
}

export interface PastTables {
  tableAt(name: HostName, time: number): Promise<PastTable | undefined>;
  /** Forgets what was kept of a host. */
  forget(name: HostName): void;
}

export const createPastTables = (reader: RawReader): PastTables => {
  /** In the order of use, the last used at the end. */
  let kept: KeptStretch[] = [];
  const keep = (one: KeptStretch): KeptStretch => {
    kept = [...kept.filter((other) => other !== one), one].slice(-stretchesKept);
    return one;
  };

  const find = async (name: HostName, time: number): Promise<Stretch | undefined> => {
    const near = { from: time - lookBackMs, to: time + lookAheadMs };
    const found = await newest(reader, name, near, time);
    if (found !== undefined) return found;
    // Nothing was sampled just before: further back, hour by hour.
    const hours = (await reader.hoursKept(name)).filter((hour) => hour < hourOf(time));
    for (const from of [hourOf(time), ...hours.toReversed()].map((hour) => hour * hourMs)) {
      const to = Math.min(time, from + hourMs - 1);
      const older = await newest(reader, name, { from, to }, time);
      if (older !== undefined) return older;
    }
    return newest(reader, name, { from: 0, to: time }, time);
  };

  return {
    tableAt: async (name, time) => {
      const key = `${name.tenant}/${name.host}`;
      const known = kept.findLast(
        (one) =>
          one.key === key &&
          (one.stretch.times[0] as number) <= time &&
          // At its end, another may follow meanwhile.
          (one.stretch.times.at(-1) as number) > time,
      );
      let entry = known;
      if (entry === undefined) {
        const stretch = await find(name, time);
        if (stretch === undefined) return undefined;
        entry = { key, stretch, last: undefined };
      }
      keep(entry);
      const index = firstAtOrAfter(entry.stretch.times, time + 1) - 1;
      if (entry.last?.index === index) return entry.last.table;
      const table = await tableOf(name, entry.stretch, index);
      entry.last = { index, table };
      return table;
    },
    forget: ({ tenant, host }) => {
      kept = kept.filter(({ key }) => key !== `${tenant}/${host}`);
    },
  };
};

/** Of the stretches that meet a window, the one with the latest sample by a moment. */
const newest = async (
  reader: RawReader,
  name: HostName,
  window: Window,
  moment: number,
): Promise<Stretch | undefined> => {
  let best: Stretch | undefined;
  let bestTime = Number.NEGATIVE_INFINITY;
  const want: Want = (times) => wantedAt(firstAtOrAfter(times, moment + 1) - 1);
  for await (const stretches of reader.hours(name, window, want))
    for (const stretch of stretches) {
      const time = stretch.times[firstAtOrAfter(stretch.times, moment + 1) - 1];
      if (time === undefined || time < bestTime) continue;
      best = stretch;
      bestTime = time;
    }
  return best;
};

const wantedAt = (index: number): WantedTracks => ({ first: index, last: index, isKept: true });

const tableOf = async (name: HostName, stretch: Stretch, index: number): Promise<PastTable> => {
  const record =
    stretch.kind === "record" ? stretch.record : await stretch.segment.read(wantedAt(index));
  const state = tableOfPiece(record, index);
  const boot = record.boots[record.bootAt[index] as number];
  const facts = boot?.facts as NonNullable<typeof boot>["facts"];
  return { view: { host: name.host, state, facts }, time: state.time };
};
