import { backoffDelay } from "../../protocol/backoff.ts";
import { decodeAtTerminal } from "../../protocol/decode-frame.ts";
import {
  type Channel,
  type Clock,
  type Connect,
  type Logger,
  type Random,
} from "../../protocol/effects.ts";
import { type HubToTerminal, type WatchFrame } from "../../protocol/frame.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { type Fleet } from "./fleet.ts";

/** Where the connection to the hub stands. Times are monotonic milliseconds. */
export type FeedState =
  | {
      readonly kind: "connecting" /** Why the connection before was lost, if there was one. */;
      readonly reason: string | null;
    }
  | { readonly kind: "live"; readonly since: number }
  | { readonly kind: "lost"; readonly reason: string; readonly retryAt: number };

export interface Feed {
  readonly state: FeedState;
  /** Messages that could not be read, since the start. */
  readonly refused: number;
  /** From now on the frames of these hosts, and of no others. */
  watch(hosts: WatchFrame["hosts"]): void;
  /** Tries at once instead of waiting for the next attempt. */
  retry(): void;
  close(): void;
}

/** A person waits in front of it, so it comes back sooner than an agent would. */
const RECONNECT_CAP_MS = 5_000;
/** At most one renewed watch in this time, however many tables are torn. */
const REWATCH_MS = 1_000;

/**
 * Keeps the fleet up to date from a hub: connects, watches, decodes, applies, and comes back when
 * the connection is lost. `onChange` tells of new data and of a new state, in the same turn.
 */
export const createFeed = ({
  connect,
  clock,
  random,
  fleet,
  log,
  onChange,
  watch: firstWatch = "*",
}: {
  connect: Connect;
  clock: Clock;
  random: Random;
  fleet: Fleet;
  log: Logger;
  onChange: () => void;
  watch?: WatchFrame["hosts"];
}): Feed => {
  let state: FeedState = { kind: "connecting", reason: null };
  let watched = firstWatch;
  let channel: Channel | undefined;
  let attempt = 0;
  let refused = 0;
  let closed = false;
  let hubError = "";
  let cancelTimer = (): void => {};
  let cancelRewatch: (() => void) | undefined;

  const sendWatch = (): void => {
    const frame: WatchFrame = { k: "watch", hosts: watched };
    channel?.send(JSON.stringify(frame));
  };

  const lose = (reason: string): void => {
    channel = undefined;
    cancelRewatch?.();
    cancelRewatch = undefined;
    const delay = backoffDelay(attempt++, random, { capMs: RECONNECT_CAP_MS });
    state = {
      kind: "lost",
      reason: makeSafeText(hubError || reason || "connection closed"),
      retryAt: clock.monotonic() + delay,
    };
    hubError = "";
    log.warn({ reason, retry_ms: delay }, "the hub is lost");
    cancelTimer = clock.after(delay, open);
    onChange();
  };

  const receive = (from: Channel, text: string): void => {
    if (from !== channel) return;
    let message: HubToTerminal;
    try {
      message = decodeAtTerminal(text);
    } catch (error) {
      refused++;
      const why =
        error instanceof ProcmonError ? error : new ProcmonError("PROCMON_INTERNAL", String(error));
      hubError = `unreadable message: ${why.message}`;
      from.close(why.closeCode, why.message);
      return;
    }
    if (message.k === "error") {
      hubError = `${message.code}: ${message.message}`;
      return;
    }
    attempt = 0;
    if (state.kind !== "live") state = { kind: "live", since: clock.monotonic() };
    const changed = fleet.apply(message);
    if (fleet.torn) askAgain();
    if (changed) onChange();
  };

  /** Watching again brings a key frame of every watched host. */
  const askAgain = (): void => {
    if (cancelRewatch !== undefined) return;
    sendWatch();
    cancelRewatch = clock.after(REWATCH_MS, () => {
      cancelRewatch = undefined;
      if (fleet.torn) askAgain();
    });
  };

  const adopt = (opened: Channel): void => {
    if (closed) {
      opened.close();
      return;
    }
    channel = opened;
    opened.onText((text) => receive(opened, text));
    opened.onClose((code, reason) => {
      if (channel === opened && !closed) lose(reason === "" ? `closed with code ${code}` : reason);
    });
    sendWatch();
  };

  const open = (): void => {
    cancelTimer = () => {};
    if (state.kind === "lost") {
      state = { kind: "connecting", reason: state.reason };
      onChange();
    }
    connect().then(adopt, (error: unknown) => {
      if (!closed) lose(error instanceof Error ? error.message : String(error));
    });
  };

  open();
  return {
    get state() {
      return state;
    },
    get refused() {
      return refused;
    },
    watch: (hosts) => {
      watched = hosts;
      sendWatch();
    },
    retry: () => {
      if (state.kind !== "lost") return;
      cancelTimer();
      open();
    },
    close: () => {
      closed = true;
      cancelTimer();
      cancelRewatch?.();
      channel?.close();
      channel = undefined;
    },
  };
};
