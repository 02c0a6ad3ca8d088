import { join } from "node:path";
import { openDataFolder } from "../hub/documents/data-folder.ts";
import { type LockHolder, lockFolder } from "../hub/documents/folder-lock.ts";
import { openKnownHosts } from "../hub/documents/known-hosts.ts";
import { createHttpServer } from "../hub/http/server.ts";
import { createHub } from "../hub/hub.ts";
import { createLogFiles } from "../hub/journal/log-files.ts";
import { openLogJournal } from "../hub/journal/log-journal.ts";
import { type Clock, type Logger } from "../protocol/effects.ts";
import { closeAll } from "./close-all.ts";
import { type HubConfig } from "./settings/hub-settings.ts";

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
  config: HubConfig,
  effects: { readonly clock: Clock; readonly log: Logger; readonly holder: LockHolder },
): Promise<RunningHub> => {
  const { clock, log, holder } = effects;
  const closes: (() => Promise<void> | void)[] = [];
  const close = (): Promise<void> =>
    closeAll(closes, (error) => log.error({ error: String(error) }, "a part could not be closed"));
  try {
    const dataDir = config.persistence === "files" ? config.data_dir : undefined;
    if (dataDir !== undefined) {
      await openDataFolder(dataDir);
      closes.push(await lockFolder(dataDir, holder));
    }
    const knownHosts = dataDir && (await openKnownHosts(dataDir, { clock, log }));
    if (knownHosts) closes.push(() => knownHosts.close());
    const known = knownHosts ? knownHosts.entries : [];
    const journal =
      dataDir &&
      (await openLogJournal({
        files: createLogFiles(join(dataDir, "journal", "wal")),
        packer: { pack: () => Promise.reject(new Error("there is no archive yet")) },
        policy: config.sync,
        clock,
        log,
      }));
    if (journal) closes.push(() => journal.close());
    const hub = createHub({
      clock,
      log,
      maxHosts: config.max_hosts,
      known,
      ...(journal && { journal }),
    });
    closes.push(() => hub.close());
    const server = await createHttpServer({
      clock,
      log,
      hub,
      listen: config.bind_addr,
      allowHosts: config.allow_hosts,
      insecurePlaintext: config.insecure_plaintext,
    });
    closes.push(() => server.close());
    if (knownHosts) knownHosts.follow(() => hub.hosts());
    return {
      url: server.url,
      knownHosts: known.length,
      reconfigure: (next) => {
        hub.setMaxHosts(next.max_hosts);
        if (journal) journal.setPolicy(next.sync);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
