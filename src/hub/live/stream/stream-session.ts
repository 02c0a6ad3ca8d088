import { type Clock } from "../../../protocol/effects.ts";
import { type HostEntry, type SampleFrame } from "../../../protocol/frame.ts";
import { type HostView } from "../../../protocol/process-row.ts";
import { makeSafeText } from "../../../protocol/safe-text.ts";
import { createEventBuffer } from "./event-buffer.ts";
import { createHostChanges, type HostChanges, type Wanted } from "./host-changes.ts";

/** Where events go: the answer to one request. */
export interface StreamOutput {
  write(text: string): void;
  /** Bytes written that the reader has not taken. */
  readonly bufferedBytes: number;
  end(): void;
}

/** Bytes waiting in a reader's connection from which on it is slow: it gets no more changes. */
const slowBytes = 1024 * 1024;
/** A reader that is slow for so long is sent away. */
const slowPatienceMs = 30_000;
const drainEveryMs = 100;
const heartbeatEveryMs = 15_000;
/** UTF-16 units of events that are kept for a reader that comes back. */
const keptLength = 512 * 1024;

export interface StreamCounters {
  readers: number;
  events: number;
  /** Samples not told to a reader that read too slowly; the whole table made up for them. */
  dropped: number;
  /** Readers that were sent away because they read too slowly. */
  slow: number;
  /** Readers that came back and missed nothing. */
  resumed: number;
  /** Readers that came back too late. */
  gaps: number;
}

/** The last event that a reader has got. `number`: undefined where it was none of this session. */
interface LastEvent {
  readonly id: string;
  readonly number: number | undefined;
}

/** What one reader gets, over one connection or, when it comes back in time, several. */
export interface StreamSession {
  /** The reader is here, for the first time or back again. */
  attach(output: StreamOutput, from: LastEvent | undefined): void;
  /** The reader is away: events are kept for a while. */
  detach(output: StreamOutput): void;
  readonly isAttached: boolean;
  /** Entries that changed or came, and hosts that are known no more. */
  announce(changed: readonly HostEntry[], gone: readonly string[]): void;
  accept(view: HostView, frame: SampleFrame): void;
  tell(type: string, data: object): void;
  forget(host: string): void;
  end(reason: string): void;
}

export const createStreamSession = (options: {
  /** In front of the number in the id of each event. */
  token: string;
  wanted: Wanted;
  clock: Clock;
  counters: StreamCounters;
  /** The hosts that are wanted. */
  hosts: () => readonly HostEntry[];
  view: (host: string) => HostView | undefined;
  onSlow: () => void;
}): StreamSession => {
  const { token, wanted, clock, counters } = options;
  const buffer = createEventBuffer(keptLength);
  const hosts = new Map<string, HostChanges>();
  /** Hosts whose whole table is owed. */
  const behind = new Set<string>();
  let output: StreamOutput | undefined;
  let slowSince: number | undefined;
  let cancelDrain: (() => void) | undefined;
  let cancelBeat: (() => void) | undefined;

  const isSlow = (): boolean => output !== undefined && output.bufferedBytes > slowBytes;
  const tell = (type: string, data: object): void => {
    const number = buffer.last + 1;
    const text = `id: ${token}.${number}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
    buffer.add(text);
    counters.events++;
    output?.write(text);
  };
  const drain = (): void => {
    cancelDrain?.();
    cancelDrain = undefined;
    for (const host of behind) {
      if (isSlow()) break;
      behind.delete(host);
      const view = options.view(host);
      if (view === undefined || view.state.time === 0) continue;
      const changes = createHostChanges(wanted);
      hosts.set(host, changes);
      tell("sample", changes.whole(view));
    }
    if (!isSlow()) slowSince = undefined;
    else if (clock.monotonic() - (slowSince ??= clock.monotonic()) >= slowPatienceMs) {
      counters.slow++;
      options.onSlow();
      return;
    }
    if (output !== undefined && (isSlow() || behind.size > 0))
      cancelDrain = clock.after(drainEveryMs, drain);
  };

  const startAnew = (): void => {
    hosts.clear();
    behind.clear();
    tell("hosts", { now: clock.now(), hosts: options.hosts() });
    for (const { host } of options.hosts()) behind.add(host);
    drain();
  };
  const beat = (): void => {
    output?.write(":\n\n");
    cancelBeat = clock.after(heartbeatEveryMs, beat);
  };
  const leave = (): void => {
    output = undefined;
    slowSince = undefined;
    cancelBeat?.();
    cancelDrain?.();
    cancelDrain = undefined;
  };

  return {
    attach: (to, from) => {
      output?.end();
      leave();
      output = to;
      to.write("retry: 2000\n\n");
      cancelBeat = clock.after(heartbeatEveryMs, beat);
      const missed = from?.number === undefined ? undefined : buffer.since(from.number);
      if (missed !== undefined) {
        counters.resumed++;
        for (const text of missed) to.write(text);
        drain();
        return;
      }
      if (from !== undefined) {
        counters.gaps++;
        const reason = "what followed the last event is not kept any more";
        tell("gap", { reason, last_event_id: makeSafeText(from.id.slice(0, 64)) });
      }
      startAnew();
    },
    detach: (from) => {
      if (from === output) leave();
    },
    get isAttached() {
      return output !== undefined;
    },
    announce: (changed, gone) => tell("news", { now: clock.now(), hosts: changed, gone }),
    accept: (view, frame) => {
      const { host } = view;
      if (behind.has(host)) {
        counters.dropped++;
        return;
      }
      const changes = hosts.get(host);
      if (isSlow() || changes === undefined || frame.k === "key") {
        behind.add(host);
        drain();
        return;
      }
      const sample = changes.after(view, frame);
      if (sample !== undefined) tell("sample", sample);
    },
    tell,
    forget: (host) => {
      hosts.delete(host);
      behind.delete(host);
    },
    end: (reason) => {
      output?.write(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`);
      output?.end();
      leave();
    },
  };
};
