import { type Mount } from "../../../protocol/host-facts.ts";
import { type HostNumberFieldId, hostNumberFieldIds } from "../../../protocol/host-fields.ts";
import { HostState } from "../../../protocol/host-state.ts";
import { bornRowFieldIds, type NumberFieldId } from "../../../protocol/process-fields.ts";
import { type ProcessTable } from "../../../protocol/process-table.ts";
import { processRates } from "../../../protocol/rates.ts";
import { readChangeList, valueInChangeList } from "../change-list.ts";
import { deriveHostRate, deriveProcessRate, fillRates, hostRateOf } from "./derive-rates.ts";
import { infoOfTrack } from "./recorded-track.ts";
import { type HostRecord, type PieceRecord, type TrackRecord } from "./records.ts";
import { listFieldIds } from "./track-writer.ts";

/**
 * The table of one sample, made from what is kept. Slots follow the order of the tracks; they are not the
 * ones that the agent gave.
 */
export const tableOfPiece = (record: PieceRecord, index: number): HostState => {
  const shown = record.tracks.filter((t) => t.firstIndex <= index && t.lastIndex >= index);
  const state = new HostState(Math.max(1, shown.length));
  state.time = record.times[index] as number;
  state.elapsed = record.elapsed[index] as number;
  for (const [slot, track] of shown.entries())
    fillSlot(state.processes, slot, track, index, record.elapsed);
  fillHost(state, record.hostRecord(), index, record.elapsed);
  return state;
};

const fillSlot = (
  table: ProcessTable,
  slot: number,
  track: TrackRecord,
  index: number,
  elapsed: Float64Array,
): void => {
  const place = index - track.firstIndex;
  table.add(slot, track.pid, track.start);
  const info = infoOfTrack(track, index);
  for (const id of bornRowFieldIds) (table.info[id] as unknown[])[slot] = info[id];
  for (const id of listFieldIds) {
    const list = track.lists[id];
    if (list !== undefined) table.numbers[id][slot] = valueInChangeList(list, place);
  }
  for (const { id, counter, factor } of processRates) {
    const now = table.numbers[counter][slot] as number;
    table.numbers[id][slot] = rateAt(track, id, place, now, factor, elapsed);
  }
};

const rateAt = (
  track: TrackRecord,
  id: NumberFieldId,
  place: number,
  now: number,
  factor: number,
  elapsed: Float64Array,
): number => {
  const stated = track.rates[id];
  const counters = track.lists[processRateCounter.get(id) as NumberFieldId];
  // What was stated last goes on while the counter is absent: only then are samples before the last of use.
  if (Number.isNaN(now) && stated !== undefined) {
    const column = readChangeList(counters, place + 1);
    return fillRates(new Float64Array(place + 1), stated, (at, before) =>
      at === 0
        ? Number.NaN
        : deriveProcessRate(column[at - 1] as number, column[at] as number, 1, factor, before),
    ).at(-1) as number;
  }
  let at = 0;
  for (const [i, gap] of (stated?.[0] ?? []).entries()) {
    at += gap;
    if (at === place) return stated?.[1][i] ?? Number.NaN;
    if (at > place) break;
  }
  if (place === 0) return Number.NaN;
  const before = valueInChangeList(counters, place - 1);
  const over = elapsed[track.firstIndex + place] as number;
  return deriveProcessRate(before, now, over, factor, Number.NaN);
};

const processRateCounter = new Map(
  processRates.map(({ id, counter }) => [id as NumberFieldId, counter]),
);

const fillHost = (
  state: HostState,
  host: HostRecord,
  index: number,
  elapsed: Float64Array,
): void => {
  const listAt = (number: number, place: number): number =>
    valueInChangeList(host.lists[hostNumberFieldIds[number] as HostNumberFieldId], place);
  for (const [number, id] of hostNumberFieldIds.entries()) {
    const rate = hostRateOf.get(id);
    if (rate === undefined) {
      state.values[number] = listAt(number, index);
      continue;
    }
    const derive = (place: number, before: number): number =>
      place === 0
        ? Number.NaN
        : deriveHostRate(
            rate,
            (n) => listAt(n, place - 1),
            (n) => listAt(n, place),
            elapsed[place] as number,
            before,
          );
    state.values[number] = hostRateAt(host, id, index, derive);
  }
  state.corePercents = coresAt(host, index);
  state.mounts = mountsAt(host, index);
};

/** Backwards to the last rate that does not hang on the one before. */
const hostRateAt = (
  host: HostRecord,
  id: HostNumberFieldId,
  index: number,
  derive: (place: number, before: number) => number,
): number => {
  const stated = new Map<number, number>();
  let at = 0;
  for (const [i, gap] of (host.rates[id]?.[0] ?? []).entries()) {
    at += gap;
    stated.set(at, host.rates[id]?.[1][i] ?? Number.NaN);
  }
  for (let place = index; place >= 0; place--) {
    const found = stated.get(place);
    if (found !== undefined) return found;
    const rate = derive(place, carriesOn);
    if (rate !== carriesOn) return rate;
  }
  return Number.NaN;
};
/** No rate is negative: what comes back is the rate before. */
const carriesOn = -1;

const coresAt = (host: HostRecord, index: number): (number | null)[] | null => {
  const count = valueInChangeList(host.coreCount, index);
  if (Number.isNaN(count)) return null;
  return Array.from({ length: count }, (_, core) => {
    const value = valueInChangeList(host.cores[core], index);
    return Number.isNaN(value) ? null : value;
  });
};

const mountsAt = (host: HostRecord, index: number): Mount[] | null => {
  const span = host.mounts.find((one) => one.firstIndex <= index && one.lastIndex >= index);
  if (span === undefined) return null;
  const place = index - span.firstIndex;
  return span.mounts.map(({ path, device, type, total, used }) => ({
    path,
    device,
    type,
    total: valueInChangeList(total, place),
    used: valueInChangeList(used, place),
  }));
};
