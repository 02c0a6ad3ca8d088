import { type Boot, type Piece, type Track } from "../../src/hub/archive/piece.ts";
import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { encodeDelta, encodeKey } from "../../src/protocol/encode-frame.ts";
import { type SampleFrame } from "../../src/protocol/frame.ts";
import { type HostFacts } from "../../src/protocol/host-facts.ts";
import { HostState, hostFieldNumber } from "../../src/protocol/host-state.ts";
import {
  bornRowFieldIds,
  type NumberFieldId,
  numberFieldIds,
} from "../../src/protocol/process-fields.ts";
import { type InfoValues } from "../../src/protocol/process-table.ts";
import { addProcess, type SomeProcess, someFacts } from "./host-view.ts";

/** What a host was seen to be at one moment. Host values are wire integers by field number. */
export interface SomeSample {
  readonly time: number;
  /** Milliseconds since the sample before; 0 for the first of an agent. */
  readonly elapsed: number;
  readonly boot?: number;
  readonly values?: ReadonlyMap<number, number>;
  readonly processes: readonly SomeProcess[];
}

interface Seen {
  readonly time: number;
  readonly elapsed: number;
  readonly boot: number;
  readonly values: Float64Array;
  readonly rows: ReadonlyMap<string, Row>;
}

interface Row {
  readonly pid: number;
  readonly start: number;
  readonly numbers: Readonly<Record<NumberFieldId, number>>;
  readonly info: InfoValues;
}

/** What the archive would give of these samples, a piece an hour: encoded, applied and cut as there. */
export const piecesOfSamples = (
  samples: readonly SomeSample[],
  { host = "web-1", boots = [someFacts] as readonly HostFacts[], pieceMs = 3_600_000 } = {},
): Piece[] => {
  let before = new HostState();
  const frames = samples.map((sample, q) => {
    const state = stateOf(sample);
    const frame =
      sample.elapsed === 0 ? encodeKey(state, q + 1) : encodeDelta(before, state, q + 1);
    before = state;
    return { frame, boot: sample.boot ?? 0 };
  });
  return piecesOfFrames(frames, { host, boots, pieceMs });
};

/** The same of frames as an agent sent them. */
const piecesOfFrames = (
  frames: readonly { readonly frame: SampleFrame; readonly boot: number }[],
  {
    host = "web-1",
    boots = [someFacts],
    pieceMs = 3_600_000,
  }: { host?: string; boots?: readonly HostFacts[]; pieceMs?: number } = {},
): Piece[] => {
  const state = new HostState();
  const seen = frames.map(({ frame, boot }): Seen => {
    applyFrame(state, frame);
    return seenOf(state, boot);
  });
  const groups = Map.groupBy(seen.entries(), ([, { time }]) => Math.floor(time / pieceMs));
  return [...groups.values()].map((group) => {
    const next = seen[(group.at(-1)?.[0] ?? 0) + 1];
    return pieceOf(
      host,
      boots.map((facts) => ({ facts })),
      group.map(([, one]) => one),
      next,
    );
  });
};

const stateOf = ({ time, elapsed, values, processes }: SomeSample): HostState => {
  const state = new HostState();
  state.time = time;
  state.elapsed = elapsed;
  for (const [number, value] of values ?? []) state.values[number] = value;
  // A slot of its own for each pid keeps processes where they are from sample to sample.
  for (const process of processes) addProcess(state.processes, process.pid, process);
  return state;
};

const seenOf = (state: HostState, boot: number): Seen => {
  const rows = new Map<string, Row>();
  const { processes } = state;
  for (let slot = 0; slot < processes.bound; slot++) {
    if (processes.used[slot] !== 1) continue;
    const pid = processes.pid[slot] as number;
    const start = processes.start[slot] as number;
    rows.set(`${boot} ${pid} ${start}`, {
      pid,
      start,
      numbers: Object.fromEntries(
        numberFieldIds.map((id) => [id, processes.numbers[id][slot]]),
      ) as Record<NumberFieldId, number>,
      info: Object.fromEntries(
        bornRowFieldIds.map((id) => [id, processes.info[id][slot]]),
      ) as unknown as InfoValues,
    });
  }
  return {
    time: state.time,
    elapsed: state.elapsed,
    boot,
    values: state.values.slice(),
    rows,
  };
};

const pieceOf = (
  host: string,
  boots: readonly Boot[],
  seen: readonly Seen[],
  next: Seen | undefined,
): Piece => {
  const shown = new Map<string, { first: number; last: number; row: Row; boot: number }>();
  for (const [index, { rows, boot }] of seen.entries())
    for (const [key, row] of rows)
      shown.set(key, { first: shown.get(key)?.first ?? index, last: index, row, boot });
  return {
    host,
    boots,
    times: Float64Array.from(seen, ({ time }) => time),
    elapsed: Float64Array.from(seen, ({ elapsed }) => elapsed),
    bootAt: Uint16Array.from(seen, ({ boot }) => boot),
    hostColumn: (id) =>
      Float64Array.from(seen, ({ values }) => values[hostFieldNumber(id)] as number),
    tracks: Array.from(shown, ([key, { first, last, row, boot }]): Track => {
      const own = seen.slice(first, last + 1).map(({ rows }) => rows.get(key));
      const isGone = last < seen.length - 1 || (next !== undefined && !next.rows.has(key));
      return {
        boot,
        pid: row.pid,
        start: row.start,
        firstIndex: first,
        lastIndex: last,
        isGone,
        info: row.info,
        infoAt: (index) => own[index - first]?.info ?? row.info,
        column: (id) => Float64Array.from(own, (one) => one?.numbers[id] ?? Number.NaN),
      };
    }),
  };
};
