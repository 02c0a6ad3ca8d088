import { defaultLimits } from "../hub/archive/retention/limits.ts";
import { openHubEvents } from "../hub/events/hub-events.ts";
import { createHttpApp } from "../hub/http/http-app.ts";
import { type Hub } from "../hub/hub.ts";
import { createOutlets } from "../hub/outlets.ts";
import { createRecentHistory } from "../hub/recent/recent-history.ts";
import { defaultTenant } from "../hub/tenant.ts";
import { type Clock, type Logger, type Random } from "../protocol/effects.ts";
import { closeAll } from "./close-all.ts";
import { openMemoryStore } from "./open-store.ts";

/** One host at a sample a second: some ten hours packed, twelve minutes as columns. */
const packedBytes = 16 * 1024 * 1024;
const maxSnapshots = 720;
const recentBytes = 4 * 1024 * 1024;

/** What a request over HTTP would have been answered with. */
export interface HubAnswer {
  readonly status: number;
  readonly body: string;
}

/** What the hub of one terminal keeps of the past, in memory, until the terminal is closed. */
export interface EmbeddedPast {
  /** Answers a GET of the REST API: a path with its query, such as `/api/v1/events?from=-1h`. */
  ask(path: string): Promise<HubAnswer>;
  close(): Promise<void>;
}

/** Keeps what the hub hears from now on. */
export const openEmbeddedPast = async (options: {
  hub: Hub;
  clock: Clock;
  random: Random;
  log: Logger;
}): Promise<EmbeddedPast> => {
  const { hub, clock, random, log } = options;
  const store = openMemoryStore({
    maxBytes: packedBytes,
    clock,
    log,
    limits: () => defaultLimits,
  });
  const { journal, archive, shelf } = store;
  const recent = createRecentHistory({ maxSnapshots, maxBytes: recentBytes });
  const events = await openHubEvents({
    shelf,
    tenant: defaultTenant,
    recent,
    hosts: () => hub.hosts(),
    clock,
    log,
  });
  const unfollows = [journal, recent, events].map((sink) => hub.follow(sink));
  const outlets = createOutlets({
    hub,
    journal,
    recent,
    events,
    clock,
    random,
    maxHosts: () => 1,
  });
  const context = { hub, archive, recent, events, outlets, clock, log };
  const { app } = await createHttpApp({
    ...context,
    listenHost: "127.0.0.1",
    allowHosts: [],
    accessLog: false,
  });
  return {
    ask: async (path) => {
      const { statusCode, body } = await app.inject({
        method: "GET",
        url: path,
        headers: { host: "127.0.0.1" },
      });
      return { status: statusCode, body };
    },
    close: () =>
      closeAll(
        [
          () => store.close(),
          () => events.close(),
          ...unfollows,
          () => outlets.close(),
          () => app.close(),
        ],
        (error) => log.error({ error: String(error) }, "a part could not be closed"),
      ),
  };
};
