import { type FastifyRequest } from "fastify";
import { type Clock } from "../../protocol/effects.ts";
import { type Archive } from "../archive/archive.ts";
import { type Past } from "../history/past.ts";
import { createScan } from "../history/scan.ts";
import { type Hub } from "../hub.ts";
import { maxClockSkewMs } from "../sample-time.ts";
import { defaultTenant } from "../tenant.ts";

/** What answers about the past are made from; they end when the request does. */
export interface PastContext {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly archive: Archive;
}

export const pastOfRequest = (
  { hub, clock, archive }: PastContext,
  request: Pick<FastifyRequest, "signal">,
): Past => {
  const entries = new Map(hub.hosts().map((entry) => [entry.host, entry]));
  return {
    archive,
    tenant: defaultTenant,
    presentOf: (host) => {
      const entry = entries.get(host);
      const view = hub.view(host);
      // A table without a time is empty: no key frame has come yet.
      if (entry === undefined || entry.state === "down" || view === undefined) return undefined;
      if (view.state.time === 0) return undefined;
      const isBelieved = Math.abs(entry.clock_skew_ms) <= maxClockSkewMs;
      return { view, time: isBelieved ? view.state.time : entry.last_seen };
    },
    scan: createScan({ clock, signal: request.signal }),
  };
};
