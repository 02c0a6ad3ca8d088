import { type HostNumberFieldId } from "../../protocol/host-fields.ts";
import { type HostName, type Window } from "../archive/archive.ts";
import { type FleetHost } from "../fleet-host.ts";
import { type FrameSink } from "../frame-sink.ts";
import { type Churn } from "./living-processes.ts";
import { type RecentChunk } from "./recent-chunk.ts";
import { RecentHost } from "./recent-host.ts";
import { type HostTotals, type RecentPiece } from "./recent-piece.ts";

/** The host's own fields over a window, pieces joined. */
export interface RecentSamples {
  readonly times: Float64Array;
  readonly totals: HostTotals;
  /** Wire integers, one a sample; NaN where absent. */
  hostColumn(id: HostNumberFieldId): Float64Array;
}

/** The last samples of every host, in memory: answers at once what the archive would have to read. */
export interface RecentHistory extends FrameSink {
  /** Times of the first and last sample in memory, or undefined where there is none. */
  span(name: HostName): Window | undefined;
  /** Whether every sample made at `from` or later is in memory: the window need not be read from the archive. */
  covers(name: HostName, from: number): boolean;
  /** The samples of a window, oldest piece first, tracks restricted to `pid` where it is given. */
  pieces(name: HostName, window: Window & { readonly pid?: number }): readonly RecentPiece[];
  /** Host columns and totals of a window. */
  samples(name: HostName, window: Window): RecentSamples;
  /** Calls after each frame: which processes came and went with it. The returned function ends it. */
  onChurn(listener: (host: FleetHost, churn: Churn) => void): () => void;
  forget(name: HostName): void;
  /** Bytes held in columns, of all hosts. */
  readonly bytes: number;
  /** Samples given up before as many newer ones came as are kept, because of the bounds on bytes. */
  readonly droppedSamples: number;
}

/** Of one host, and of all together. Measured: 300 processes with 7 new ones a sample take 0.9 MB for 720 samples. */
const maxHostBytes = 8 * 1024 * 1024;
const maxBytesOfAll = 512 * 1024 * 1024;

/** Keeps `maxSnapshots` samples a host and a little more, as long as the bounds on bytes allow. */
export const createRecentHistory = ({
  maxSnapshots = 720,
  maxBytes = maxBytesOfAll,
}: {
  maxSnapshots?: number;
  maxBytes?: number;
} = {}): RecentHistory => {
  const tenants = new Map<string, Map<string, RecentHost>>();
  const listeners = new Set<(host: FleetHost, churn: Churn) => void>();
  /** Every sealed chunk with its host, oldest first. */
  const sealed = new Map<RecentChunk, RecentHost>();
  let sealedBytes = 0;
  let droppedSamples = 0;

  const hostOf = ({ tenant, host }: HostName): RecentHost | undefined =>
    tenants.get(tenant)?.get(host);
  const release = (chunk: RecentChunk): void => {
    if (sealed.delete(chunk)) sealedBytes -= chunk.bytes;
  };
  const keep = (chunk: RecentChunk, host: RecentHost): void => {
    sealed.set(chunk, host);
    sealedBytes += chunk.bytes;
    for (const old of host.surplus(maxSnapshots)) release(old);
    while (host.sealedBytes > maxHostBytes) drop(host);
    for (const oldest of sealed.values()) {
      if (sealedBytes <= maxBytes) break;
      drop(oldest);
    }
  };
  const drop = (host: RecentHost): void => {
    const chunk = host.dropOldest();
    if (chunk === undefined) return;
    droppedSamples += chunk.count;
    release(chunk);
  };
  const add = (host: FleetHost): RecentHost => {
    const hosts = tenants.get(host.tenant) ?? new Map<string, RecentHost>();
    tenants.set(host.tenant, hosts);
    const added = new RecentHost(host.host, chunkLengthFor(maxSnapshots));
    hosts.set(host.host, added);
    return added;
  };

  return {
    accept: (host, _text, frame) => {
      const recent = hostOf(host) ?? add(host);
      const { chunk, churn } = recent.accept(host, frame);
      if (chunk !== undefined) keep(chunk, recent);
      for (const listener of listeners) listener(host, churn);
    },
    span: (name) => hostOf(name)?.span(),
    covers: (name, from) => from >= (hostOf(name)?.completeFrom ?? Number.POSITIVE_INFINITY),
    pieces: (name, window) => hostOf(name)?.pieces(window) ?? [],
    samples: (name, window) => joinPieces(hostOf(name)?.pieces(window) ?? []),
    onChurn: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    forget: (name) => {
      for (const chunk of hostOf(name)?.surplus(0) ?? []) release(chunk);
      tenants.get(name.tenant)?.delete(name.host);
    },
    get bytes() {
      let bytes = sealedBytes;
      for (const hosts of tenants.values())
        for (const host of hosts.values()) bytes += host.openBytes;
      return bytes;
    },
    get droppedSamples() {
      return droppedSamples;
    },
  };
};

/** Five minutes at 5 s: a chunk begins with a whole table, and is given up as one. */
const chunkLengthFor = (maxSnapshots: number): number =>
  Math.max(1, Math.min(60, Math.ceil(maxSnapshots / 12)));

const joinPieces = (pieces: readonly RecentPiece[]): RecentSamples => ({
  times: joined(pieces, ({ times }) => times),
  totals: {
    processes: joined(pieces, ({ totals }) => totals.processes),
    cpuPercent: joined(pieces, ({ totals }) => totals.cpuPercent),
    memoryRss: joined(pieces, ({ totals }) => totals.memoryRss),
  },
  hostColumn: (id) => joined(pieces, (piece) => piece.hostColumn(id)),
});

const joined = (
  pieces: readonly RecentPiece[],
  columnOf: (piece: RecentPiece) => Float64Array,
): Float64Array => {
  const columns = pieces.map(columnOf);
  const all = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  return all;
};
