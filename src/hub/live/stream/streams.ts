import { type Clock, type Random } from "../../../protocol/effects.ts";
import { compileFilter } from "../../../protocol/filter/match.ts";
import { readFilter } from "../../../protocol/filter/read-filter.ts";
import { type ProcessFieldId, processFieldIds } from "../../../protocol/process-fields.ts";
import { ProcmonError } from "../../../protocol/procmon-error.ts";
import { type HubEvents } from "../../events/hub-events.ts";
import { type Hub } from "../../hub.ts";
import { changingFields } from "./changed-slots.ts";
import {
  createStreamSession,
  type StreamCounters,
  type StreamOutput,
  type StreamSession,
} from "./stream-session.ts";

/** Readers at a time, and as many that are away and may come back. */
const maxReaders = 100;
/** How long events are kept for a reader that is away. */
const keptForMs = 60_000;
/** News of hosts go out at most this often. */
const announceEveryMs = 1000;

/** What a reader asks for. */
export interface StreamQuery {
  readonly host: string | undefined;
  readonly q: string | undefined;
  readonly fields: readonly ProcessFieldId[] | undefined;
}

/** Server-sent events for those who have no WebSocket: hosts, and what changes of their processes. */
export interface Streams {
  /**
   * Sends events until the returned function is called, which is when the connection ended. `lastEventId`
   * is where a reader that comes back stopped. Throws PROCMON_FILTER_SYNTAX or PROCMON_RATE_LIMITED.
   */
  open(query: StreamQuery, output: StreamOutput, lastEventId: string | undefined): () => void;
  readonly counters: Readonly<StreamCounters>;
  close(): void;
}

interface Reader {
  /** What was asked for, as text: a reader that comes back with another question is another one. */
  readonly asked: string;
  readonly session: StreamSession;
  readonly host: string | undefined;
  /** Ends the session when the reader stays away. */
  cancel: (() => void) | undefined;
}

export const createStreams = ({
  hub,
  onEvent,
  clock,
  random,
}: {
  hub: Pick<Hub, "hosts" | "view" | "follow">;
  /** Calls with whatever happens. */
  onEvent?: HubEvents["onEvent"];
  clock: Clock;
  random: Random;
}): Streams => {
  const readers = new Map<string, Reader>();
  const counters: StreamCounters = {
    readers: 0,
    events: 0,
    dropped: 0,
    slow: 0,
    resumed: 0,
    gaps: 0,
  };
  let cancelAnnounce: (() => void) | undefined;
  const attached = (): number => {
    let count = 0;
    for (const { session } of readers.values()) if (session.isAttached) count++;
    return count;
  };

  /** Hosts whose entry changed; those that are known no more are told as gone. */
  const news = new Set<string>();
  const announce = (): void => {
    cancelAnnounce = undefined;
    const now = hub.hosts().filter(({ host }) => news.has(host));
    for (const { host, session } of readers.values()) {
      const isWanted = (id: string): boolean => host === undefined || host === id;
      const hosts = now.filter((entry) => isWanted(entry.host));
      const known = new Set(hosts.map((entry) => entry.host));
      const gone = [...news].filter((id) => isWanted(id) && !known.has(id));
      if (hosts.length + gone.length > 0) session.announce(hosts, gone);
    }
    news.clear();
  };
  /** Frames are looked at only while there is somebody to tell. */
  let unfollow: (() => void) | undefined;
  let unlisten: (() => void) | undefined;
  const follow = (): void => {
    // Processes that come and go are in the samples.
    unlisten ??= onEvent?.((event) => {
      if (event.kind === "process_start" || event.kind === "process_exit") return;
      for (const { host, session } of readers.values())
        if (host === undefined || event.host === null || event.host === host)
          session.tell("event", event);
    });
    unfollow ??= hub.follow({
      accept: ({ host, state, facts }, _text, frame) => {
        for (const reader of readers.values())
          if (reader.host === undefined || reader.host === host)
            reader.session.accept({ host, state, facts }, frame);
      },
      forget: ({ host }) => {
        for (const { session } of readers.values()) session.forget(host);
      },
      onNews: ({ host }) => {
        news.add(host);
        cancelAnnounce ??= clock.after(announceEveryMs, announce);
      },
    });
  };
  const forget = (token: string): void => {
    const reader = readers.get(token);
    reader?.cancel?.();
    readers.delete(token);
    counters.readers = attached();
    if (readers.size > 0) return;
    unfollow?.();
    unfollow = undefined;
    unlisten?.();
    unlisten = undefined;
    cancelAnnounce?.();
    cancelAnnounce = undefined;
  };

  const create = (query: StreamQuery, asked: string): { token: string; reader: Reader } => {
    const token = Math.floor(random() * Number.MAX_SAFE_INTEGER).toString(36);
    const session = createStreamSession({
      token,
      wanted: {
        fields: query.fields ?? processFieldIds,
        changing: query.fields === undefined ? changingFields : new Set(query.fields),
        test: query.q === undefined ? undefined : compileFilter(readFilter(query.q)),
      },
      clock,
      counters,
      hosts: () => hub.hosts().filter(({ host }) => host === (query.host ?? host)),
      view: (host) => hub.view(host),
      onSlow: () => {
        session.end(`expected a reader that keeps up, too much waited for it`);
        forget(token);
      },
    });
    return { token, reader: { asked, session, host: query.host, cancel: undefined } };
  };

  /** Room for one more: of those that are away, the one that left first goes. */
  const makeRoom = (): void => {
    if (attached() >= maxReaders)
      throw new ProcmonError(
        "PROCMON_RATE_LIMITED",
        `expected at most ${maxReaders} readers of the stream at a time`,
      );
    if (readers.size < 2 * maxReaders) return;
    for (const [token, { session }] of readers)
      if (!session.isAttached) {
        forget(token);
        return;
      }
  };

  return {
    open: (query, output, lastEventId) => {
      const asked = JSON.stringify([query.host, query.q, query.fields]);
      const [, lastToken = "", lastNumber] = /^([0-9a-z]+)\.(\d+)$/.exec(lastEventId ?? "") ?? [];
      const known = readers.get(lastToken);
      const isBack = known !== undefined && known.asked === asked;
      if (!isBack || !known.session.isAttached) makeRoom();
      const { token, reader } = isBack ? { token: lastToken, reader: known } : create(query, asked);
      reader.cancel?.();
      reader.cancel = undefined;
      // Behind all others, so that the first one away is the one that left first.
      readers.delete(token);
      readers.set(token, reader);
      follow();
      reader.session.attach(
        output,
        lastEventId === undefined
          ? undefined
          : { id: lastEventId, number: isBack ? Number(lastNumber) : undefined },
      );
      counters.readers = attached();
      return () => {
        reader.session.detach(output);
        counters.readers = attached();
        if (!reader.session.isAttached && readers.get(token) === reader)
          reader.cancel ??= clock.after(keptForMs, () => forget(token));
      };
    },
    counters,
    close: () => {
      for (const [token, { session }] of readers) {
        session.end("the hub ends");
        forget(token);
      }
    },
  };
};
