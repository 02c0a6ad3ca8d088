import { type RetentionLimits } from "../hub/archive/retention/limits.ts";
import { openDataFolder } from "../hub/documents/data-folder.ts";
import { type LockHolder, lockFolder } from "../hub/documents/folder-lock.ts";
import { type KnownHosts, openKnownHosts } from "../hub/documents/known-hosts.ts";
import { openHubEvents } from "../hub/events/hub-events.ts";
import { createHttpServer } from "../hub/http/server.ts";
import { createHub } from "../hub/hub.ts";
import { createOutlets } from "../hub/outlets.ts";
import { createRecentHistory } from "../hub/recent/recent-history.ts";
import { defaultTenant } from "../hub/tenant.ts";
import { type Clock, type Logger } from "../protocol/effects.ts";
import { closeAll } from "./close-all.ts";
import { openFileStore, openMemoryStore } from "./open-store.ts";
import { type HubConfig } from "./settings/hub-settings.ts";

/** Of what a hub without files keeps of the past, packed. */
const memoryBytes = 256 * 1024 * 1024;

export interface RunningHub {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly knownHosts: number;
  /** Takes over what can change while it runs. */
  reconfigure(config: HubConfig): void;
  /** Stops accepting, keeps what came, closes; in this order. */
  close(): Promise<void>;
}

/** Opens every part of a hub over a configuration, each closed again where a later one fails. */
export const startHub = async (
  initial: HubConfig,
  effects: { readonly clock: Clock; readonly log: Logger; readonly holder: LockHolder },
): Promise<RunningHub> => {
  const { clock, log, holder } = effects;
  let config = initial;
  const closes: (() => Promise<void> | void)[] = [];
  const close = (): Promise<void> =>
    closeAll(closes, (error) => log.error({ error: String(error) }, "a part could not be closed"));
  try {
    const dataDir = config.persistence === "files" ? config.data_dir : undefined;
    let knownHosts: KnownHosts | undefined;
    if (dataDir !== undefined) {
      await openDataFolder(dataDir);
      closes.push(await lockFolder(dataDir, holder));
      knownHosts = await openKnownHosts(dataDir, { clock, log });
      closes.push(() => knownHosts?.close());
    }
    const known = knownHosts?.entries ?? [];

    const keeping = { clock, log, limits: () => retentionLimits(config) };
    const store =
      dataDir === undefined
        ? openMemoryStore({ ...keeping, maxBytes: memoryBytes })
        : await openFileStore(dataDir, { ...keeping, sync: config.sync });
    closes.push(() => store.close());

    const hub = createHub({
      clock,
      log,
      maxHosts: config.max_hosts,
      known,
      journal: store.journal,
    });
    closes.push(() => hub.close());
    const recent = createRecentHistory({ maxSnapshots: config.max_snapshots });
    const events = await openHubEvents({
      shelf: store.shelf,
      tenant: defaultTenant,
      recent,
      hosts: () => hub.hosts(),
      clock,
      log,
    });
    // Before the hub: that every host goes down with it is no news.
    closes.push(() => events.close());
    // Events are worked out from what the recent samples say of each frame.
    hub.follow(recent);
    hub.follow(events);

    const outlets = createOutlets({
      hub,
      journal: store.journal,
      recent,
      events,
      clock,
      random: Math.random,
      maxHosts: () => config.max_hosts,
    });
    closes.push(() => outlets.close());

    const server = await createHttpServer({
      clock,
      log,
      hub,
      archive: store.archive,
      recent,
      events,
      outlets,
      observe: (request) => outlets.metrics.observeRequest(request),
      listen: config.bind_addr,
      allowHosts: config.allow_hosts,
      corsOrigins: config.cors_origins,
      accessLog: config.access_log,
      maxBody: config.max_body,
      insecurePlaintext: config.insecure_plaintext,
    });
    closes.push(() => server.close());
    closes.push(() => outlets.drain());
    knownHosts?.follow(() => hub.hosts());
    return {
      url: server.url,
      knownHosts: known.length,
      reconfigure: (next) => {
        config = next;
        hub.setMaxHosts(next.max_hosts);
        server.setAllowHosts(next.allow_hosts);
        server.setCorsOrigins(next.cors_origins);
        server.setAccessLog(next.access_log);
        store.setSync(next.sync);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const retentionLimits = (config: HubConfig): RetentionLimits => {
  const limit = (level: "raw" | "1m" | "10m" | "1h") => ({
    ageMs: config[`retention.${level}.age`],
    bytes: config[`retention.${level}.size`] ?? undefined,
  });
  return { raw: limit("raw"), "1m": limit("1m"), "10m": limit("10m"), "1h": limit("1h") };
};
