import { type Channel, type Clock, type Random } from "../../protocol/effects.ts";
import { type HelloFrame } from "../../protocol/frame.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { type HostView } from "../../protocol/process-row.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { PROTOCOL_VERSION } from "../../protocol/protocol-version.ts";
import { maxClockSkewMs } from "../sample-time.ts";
import { createTokenBucket } from "../token-bucket.ts";
import { BatchError } from "./batch-error.ts";
import { computeBatchFacts } from "./batch-facts.ts";
import { computeBatchState, type TableBefore } from "./batch-state.ts";
import { type Batch } from "./parse-batch.ts";
import { openUploadSession, type UploadSession } from "./upload-session.ts";

/** What one host may upload: as often as the shortest interval of an agent. */
const batchesPerSecond = 10;
const batchBurst = 20;
/** Batches of one host that wait for the one before. */
const maxWaiting = 4;
/** A host that uploads no more is forgotten here (not by the hub) after this many intervals. */
const idleIntervals = 10;
const idleMs = 600_000;
const sweepEveryMs = 60_000;
/** Intervals differ by the time a program took; beyond this they count as changed. */
const sameInterval = 0.2;

interface UploadCounts {
  /** Processes taken. 0 where the batch was here already. */
  readonly accepted: number;
  /** Of these, those that were not there before. */
  readonly started: number;
  /** Processes that were there before and are not in the batch. */
  readonly ended: number;
  /** Whether a batch of the same time was taken before. */
  readonly is_repeat: boolean;
  /** Of the sample, milliseconds since 1970. */
  readonly time: number;
}

/** Takes whole tables over HTTP, for hosts without an agent of ours. */
export interface Uploads {
  /** Settles once the batch is kept. Throws what the hub refuses an agent with, or PROCMON_RATE_LIMITED. */
  take(batch: Batch): Promise<UploadCounts>;
  close(): void;
}

interface Uploader {
  readonly mayUpload: (cost: number) => boolean;
  turn: Promise<unknown>;
  waiting: number;
  session: UploadSession | undefined;
  facts: HostFacts | undefined;
  intervalMs: number;
  /** Hub's monotonic clock at the last batch. */
  heardAt: number;
  /** Of the last batch taken, by whichever clock it was told. */
  lastTime: number;
}

/** Each host's batches one after the other, through a session like an agent's. */
export const createUploads = (options: {
  /** Where the hub takes the channel of an agent that steps back when a real one comes. */
  accept: (channel: Channel) => void;
  connect: () => [Channel, Channel];
  view: (host: string) => HostView | undefined;
  clock: Clock;
  random: Random;
  maxHosts: () => number;
}): Uploads => {
  const { clock, random, view, maxHosts } = options;
  const uploaders = new Map<string, Uploader>();

  const uploaderOf = (host: string): Uploader => {
    const found = uploaders.get(host);
    if (found !== undefined) return found;
    const most = maxHosts();
    if (uploaders.size >= most)
      throw new ProcmonError("PROCMON_TOO_MANY_HOSTS", `expected at most ${most} hosts`);
    const uploader: Uploader = {
      mayUpload: createTokenBucket({ clock, perSecond: batchesPerSecond, burst: batchBurst }),
      turn: Promise.resolve(),
      waiting: 0,
      session: undefined,
      facts: undefined,
      intervalMs: 0,
      heardAt: clock.monotonic(),
      lastTime: 0,
    };
    uploaders.set(host, uploader);
    return uploader;
  };

  /** A session for these facts: the one there is, or a new one, which the hub puts in its place. */
  const sessionFor = (uploader: Uploader, batch: Batch, facts: HostFacts): UploadSession => {
    const { session } = uploader;
    const isSame =
      session !== undefined &&
      session.ended === undefined &&
      JSON.stringify(uploader.facts) === JSON.stringify(facts) &&
      Math.abs(batch.intervalMs / uploader.intervalMs - 1) <= sameInterval;
    if (isSame) return session;
    const [channel, hubSide] = options.connect();
    options.accept(hubSide);
    const hello: HelloFrame = {
      k: "hello",
      protocol: PROTOCOL_VERSION,
      host: batch.host,
      epoch: `upload-${Math.floor(random() * Number.MAX_SAFE_INTEGER).toString(36)}`,
      interval_ms: batch.intervalMs,
      facts,
    };
    uploader.facts = facts;
    uploader.intervalMs = batch.intervalMs;
    uploader.session = openUploadSession(channel, hello, clock);
    return uploader.session;
  };

  /** The last table as the hub has it, from this session, an earlier one or an earlier run. */
  const tableBefore = (host: string): (TableBefore & { time: number }) | undefined => {
    const known = view(host);
    if (known === undefined || known.state.time === 0) return undefined;
    const { state, facts } = known;
    return { processes: state.processes, bootTime: facts.boot_time, time: state.time };
  };

  const takeInTurn = async (uploader: Uploader, batch: Batch): Promise<UploadCounts> => {
    const before = tableBefore(batch.host);
    // A host that was forgotten begins anew.
    const lastTime = before === undefined ? 0 : Math.max(uploader.lastTime, before.time);
    const time = timeOf(batch, lastTime, clock.now());
    if (time === lastTime) {
      await uploader.session?.settled();
      return { accepted: 0, started: 0, ended: 0, is_repeat: true, time };
    }
    const facts = computeBatchFacts(batch, view(batch.host)?.facts);
    const session = sessionFor(uploader, batch, facts);
    const monotonic = clock.monotonic();
    const elapsed =
      before === undefined
        ? 0
        : batch.time === undefined && uploader.lastTime !== 0
          ? Math.round(monotonic - uploader.heardAt)
          : time - before.time;
    const state = computeBatchState(batch, { time, elapsed, facts, before });
    const { started, ended } = countChanges(before?.processes, state.processes);
    await session.send(state);
    uploader.heardAt = monotonic;
    uploader.lastTime = time;
    return { accepted: batch.rows.length, started, ended, is_repeat: false, time };
  };

  const sweep = (): void => {
    const now = clock.monotonic();
    for (const [host, uploader] of uploaders) {
      const patience = Math.max(idleMs, idleIntervals * uploader.intervalMs);
      if (uploader.waiting > 0 || now - uploader.heardAt < patience) continue;
      uploader.session?.close();
      uploaders.delete(host);
    }
    cancelSweep = clock.after(sweepEveryMs, sweep);
  };
  let cancelSweep = clock.after(sweepEveryMs, sweep);

  return {
    take: async (batch) => {
      const uploader = uploaderOf(batch.host);
      if (!uploader.mayUpload(1))
        throw new ProcmonError(
          "PROCMON_RATE_LIMITED",
          `expected at most ${batchesPerSecond} batches a second of ${batch.host}`,
        );
      if (uploader.waiting >= maxWaiting)
        throw new ProcmonError(
          "PROCMON_RATE_LIMITED",
          `expected at most ${maxWaiting} batches of ${batch.host} at a time`,
        );
      uploader.waiting++;
      const taken = uploader.turn.then(() => takeInTurn(uploader, batch));
      uploader.turn = taken.catch(() => undefined);
      try {
        return await taken;
      } finally {
        uploader.waiting--;
      }
    },
    close: () => {
      cancelSweep();
      for (const { session } of uploaders.values()) session?.close();
    },
  };
};

/**
 * Throws BatchError for a time before the last one, and for one that history would not believe: what is
 * answered is what is kept.
 */
const timeOf = ({ time }: Batch, lastTime: number, now: number): number => {
  // The hub's clock may have been set back.
  if (time === undefined) return Math.max(now, lastTime + 1);
  const problem =
    Math.abs(time - now) > maxClockSkewMs
      ? `expected at most ${maxClockSkewMs / 60_000} minutes from the hub's clock, which is at ${now}, got ${time}; leave time out or correct the clock`
      : time < lastTime
        ? `expected ${lastTime} or later, the time of the last batch, got ${time}`
        : undefined;
  if (problem === undefined) return time;
  throw new BatchError([{ index: null, field: "time", problem }]);
};

const countChanges = (
  before: TableBefore["processes"] | undefined,
  after: TableBefore["processes"],
): { started: number; ended: number } => {
  let same = 0;
  for (let slot = 0; slot < after.bound; slot++) {
    if (after.used[slot] !== 1) continue;
    const was = before?.slotOfPid(after.pid[slot] as number);
    if (was !== undefined && before?.start[was] === after.start[slot]) same++;
  }
  return { started: after.count - same, ended: (before?.count ?? 0) - same };
};
