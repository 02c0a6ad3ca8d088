import {
  type Archive,
  type HostName,
  type PastTable,
  type Window,
} from "../../src/hub/archive/archive.ts";
import { type Boot, type Piece, type Track, tiers } from "../../src/hub/archive/piece.ts";
import { computeTier } from "../../src/hub/archive/tiers/compute-tier.ts";
import { sumShortRows } from "../../src/hub/archive/tiers/sum-short-rows.ts";
import { tierPieceOf } from "../../src/hub/archive/tiers/tier-piece-of.ts";
import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { encodeKey } from "../../src/protocol/encode-frame.ts";
import { type HostFacts } from "../../src/protocol/host-facts.ts";
import { HostState, hostFieldNumber } from "../../src/protocol/host-state.ts";
import { bornRowFieldIds } from "../../src/protocol/process-fields.ts";
import { type InfoValues } from "../../src/protocol/process-table.ts";

const hour = 3_600_000;

interface Sample {
  readonly facts: HostFacts;
  readonly state: HostState;
}

/** An archive that keeps every table whole, in memory: slow, large and plain, to test readers against. */
export interface ReplayedArchive extends Archive {
  /** Keeps the state as it is now, rates included. */
  add(host: string, facts: HostFacts, state: HostState): void;
  /** Raw samples before a moment are kept in tiers alone from now on. */
  deleteRaw(before: number): void;
}

export const createReplayedArchive = (): ReplayedArchive => {
  const samples = new Map<string, Sample[]>();
  let rawFrom = 0;
  const raw = (name: HostName): readonly Sample[] =>
    (samples.get(name.host) ?? []).filter(({ state }) => state.time >= rawFrom);

  return {
    add: (host, facts, state) => {
      const list = samples.get(host) ?? [];
      samples.set(host, list);
      list.push({ facts, state: copyOf(state) });
    },
    deleteRaw: (before) => {
      rawFrom = before;
    },
    hosts: async () => [...samples.keys()],
    span: async (name, level) => {
      const list = level === "raw" ? raw(name) : (samples.get(name.host) ?? []);
      const [first, last] = [list[0]?.state.time, list.at(-1)?.state.time];
      return first === undefined || last === undefined ? undefined : { from: first, to: last };
    },
    pieces: async function* (name, window) {
      const all = raw(name);
      for (const group of hoursOf(within(all, window)))
        yield pieceOf(name.host, group, {
          pid: window.pid,
          next: all[all.indexOf(group.at(-1) as Sample) + 1],
        });
    },
    tierPieces: async function* (name, tier, window) {
      const { from, to } = window;
      const longest = Math.max(tiers[tier], hour);
      const near = {
        from: Math.floor(from / longest) * longest,
        to: (Math.floor(to / longest) + 1) * longest - 1,
      };
      const list = within(samples.get(name.host) ?? [], near);
      for (const group of hoursOf(list)) {
        const table = ended(sumShortRows(ended(computeTier(pieceOf(name.host, group), tier))));
        const piece = tierPieceOf(table, window);
        if (piece !== undefined) yield piece;
      }
    },
    tableAt: async (name, time): Promise<PastTable | undefined> => {
      const found = raw(name).findLast(({ state }) => state.time <= time);
      if (found === undefined) return undefined;
      return { view: { host: name.host, ...found }, time: found.state.time };
    },
    damages: [],
  };
};

const ended = <T>(steps: Generator<void, T>): T => {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
};

const copyOf = (state: HostState): HostState => {
  const copy = new HostState();
  applyFrame(copy, encodeKey(state, 1));
  return copy;
};

const within = (list: readonly Sample[], { from, to }: Window): Sample[] =>
  list.filter(({ state }) => state.time >= from && state.time <= to);

const hoursOf = (list: readonly Sample[]): Sample[][] => {
  const hours = new Map<number, Sample[]>();
  for (const sample of list) {
    const at = Math.floor(sample.state.time / hour);
    hours.set(at, [...(hours.get(at) ?? []), sample]);
  }
  return [...hours.values()];
};

const keyOf = ({ facts, state: { processes } }: Sample, slot: number): string =>
  `${facts.boot_id} ${processes.pid[slot]} ${processes.start[slot]}`;

const isIn = (sample: Sample, key: string): boolean =>
  sample.state.processes.used.some((used, slot) => used === 1 && keyOf(sample, slot) === key);

const infoOf = ({ state }: Sample, slot: number): InfoValues =>
  Object.fromEntries(
    bornRowFieldIds.map((id) => [id, state.processes.info[id][slot] ?? null]),
  ) as unknown as InfoValues;

/** The samples as one piece, tracks in the order of their first sample. */
const pieceOf = (
  host: string,
  samples: readonly Sample[],
  { pid, next }: { pid?: number | undefined; next?: Sample | undefined } = {},
): Piece => {
  const boots: Boot[] = [];
  const bootAt = Uint16Array.from(samples, ({ facts }) => {
    const found = boots.findIndex((boot) => boot.facts.boot_id === facts.boot_id);
    return found >= 0 ? found : boots.push({ facts }) - 1;
  });
  const open = new Map<string, { places: { index: number; slot: number }[]; boot: number }>();
  samples.forEach(({ state: { processes } }, index) => {
    for (let slot = 0; slot < processes.bound; slot++) {
      if (processes.used[slot] !== 1) continue;
      if (pid !== undefined && processes.pid[slot] !== pid) continue;
      const boot = bootAt[index] as number;
      const key = keyOf(samples[index] as Sample, slot);
      const track = open.get(key) ?? { places: [], boot };
      open.set(key, track);
      track.places.push({ index, slot });
    }
  });
  const tracks = [...open].map(([key, { places, boot }]): Track => {
    const firstIndex = places[0]?.index as number;
    const lastIndex = places.at(-1)?.index as number;
    const placeAt = (index: number) => places.findLast((place) => place.index <= index);
    const info = (index: number): InfoValues => {
      const place = placeAt(index);
      return infoOf(samples[place?.index as number] as Sample, place?.slot as number);
    };
    const { processes } = (samples[firstIndex] as Sample).state;
    return {
      boot,
      pid: processes.pid[places[0]?.slot as number] as number,
      start: processes.start[places[0]?.slot as number] as number,
      firstIndex,
      lastIndex,
      isGone: lastIndex < samples.length - 1 || (next !== undefined && !isIn(next, key)),
      info: info(lastIndex),
      infoAt: info,
      column: (id) => {
        const column = new Float64Array(lastIndex - firstIndex + 1).fill(Number.NaN);
        for (const { index, slot } of places)
          column[index - firstIndex] = (samples[index] as Sample).state.processes.numbers[id][
            slot
          ] as number;
        return column;
      },
    };
  });
  return {
    host,
    boots,
    times: Float64Array.from(samples, ({ state }) => state.time),
    elapsed: Float64Array.from(samples, ({ state }) => state.elapsed),
    bootAt,
    tracks,
    hostColumn: (id) =>
      Float64Array.from(samples, ({ state }) => state.values[hostFieldNumber(id)] as number),
  };
};
