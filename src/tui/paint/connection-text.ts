import { type FeedState } from "../data/feed.ts";
import { formatAge } from "../data/format-cell.ts";

export interface ConnectionModel {
  readonly feed: FeedState;
  readonly paused: boolean;
  /** Now, in monotonic milliseconds. */
  readonly monotonic: number;
  /** Age of the newest sample in scope in milliseconds; NaN while there is none. */
  readonly ageMs: number;
  /** Time between samples in scope, in milliseconds. */
  readonly intervalMs: number;
  /** Whether every host in scope is down: what is shown is the last that was known. */
  readonly isDown: boolean;
}

export type ConnectionTone = "ok" | "warn" | "crit";

/** What the screen says of how fresh it is: `LIVE 1s`, `LATE 8s`, `hub lost: retry in 3 s`. */
export const connectionText = ({
  feed,
  paused,
  monotonic,
  ageMs,
  intervalMs,
  isDown,
}: ConnectionModel): { readonly text: string; readonly tone: ConnectionTone } => {
  if (feed.kind === "lost") {
    const seconds = Math.max(0, Math.ceil((feed.retryAt - monotonic) / 1000));
    return { text: `hub lost: retry in ${seconds} s (${feed.reason})`, tone: "crit" };
  }
  if (feed.kind === "connecting") {
    const lost = feed.reason !== null;
    return {
      text: lost ? `hub lost: connecting (${feed.reason})` : "connecting",
      tone: lost ? "crit" : "warn",
    };
  }
  if (paused) return { text: `PAUSED ${formatAge(ageMs)}  z goes on`, tone: "warn" };
  if (isDown) return { text: `DOWN: last sample ${formatAge(ageMs)} ago`, tone: "crit" };
  if (Number.isNaN(ageMs)) return { text: "waiting for a sample", tone: "warn" };
  if (ageMs > LATE_AFTER_INTERVALS * intervalMs)
    return { text: `LATE ${formatAge(ageMs)}`, tone: "warn" };
  const age = ageMs >= 2000 ? `  age ${formatAge(ageMs)}` : "";
  return { text: `LIVE ${intervalText(intervalMs)}${age}`, tone: "ok" };
};

/** As for the presence of a host. */
const LATE_AFTER_INTERVALS = 3;

const intervalText = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);
