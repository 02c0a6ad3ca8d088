import { join } from "node:path";
import { Low } from "lowdb";
import * as z from "zod/mini";
import { type Clock, type Logger } from "../../protocol/effects.ts";
import { type HostEntry, hostEntry } from "../../protocol/frame.ts";
import { defaultTenant } from "../tenant.ts";
import { dataDirError, openDataFolder } from "./data-folder.ts";
import { createDurableFile } from "./durable-file.ts";

const knownHost = z.omit(hostEntry, { state: true, clock_skew_ms: true });
const knownHosts = z.object({
  version: z.literal(1),
  /** By tenant, then by host id. */
  tenants: z.record(z.string(), z.record(z.string(), knownHost)),
});
const saveEveryMs = 30_000;

/**
 * The hosts that ever greeted, in `DIR/documents/hosts.json`, so that one that is down when the hub
 * starts is shown as down and not forgotten.
 */
export interface KnownHosts {
  /** What the file held. */
  readonly entries: readonly HostEntry[];
  /** From now on what `current` gives is saved whenever it changed, at most every 30 s. */
  follow(current: () => readonly HostEntry[]): void;
  /** Saves once more. */
  close(): Promise<void>;
}

/**
 * For one program at a time: who calls holds the lock of the data folder. Throws PROCMON_DATA_DIR where
 * the folder cannot be made or its files cannot be read.
 */
export const openKnownHosts = async (
  dataDir: string,
  { clock, log }: { clock: Clock; log: Logger },
): Promise<KnownHosts> => {
  const folder = await openDataFolder(dataDir);
  const path = join(folder, "hosts.json");
  const file = createDurableFile(path, knownHosts, log);
  const low = new Low<z.infer<typeof knownHosts>>(file, { version: 1, tenants: {} });
  try {
    await low.read();
  } catch (error) {
    throw dataDirError(path, error);
  }
  const entries = Object.values(low.data.tenants[defaultTenant] ?? {}).map(
    (entry): HostEntry => ({ ...entry, state: "down", clock_skew_ms: 0 }),
  );
  let hosts: () => readonly HostEntry[] = () => entries;
  /** What the file holds of it, as it was last written or read. */
  let saved = JSON.stringify(low.data.tenants[defaultTenant] ?? {});
  /** An empty list is saved only by a hub that had hosts: it was told to forget them. */
  let hadHosts = false;
  let saving: Promise<void> = Promise.resolve();
  let cancel: () => void = () => undefined;

  const save = async (): Promise<void> => {
    const known = Object.fromEntries(
      hosts().map(({ state: _state, clock_skew_ms: _skew, ...entry }) => [entry.host, entry]),
    );
    const text = JSON.stringify(known);
    hadHosts ||= text !== "{}";
    if (text === saved || !hadHosts) return;
    low.data.tenants[defaultTenant] = known;
    try {
      await low.write();
      saved = text;
    } catch (error) {
      log.error(
        { error: String(error) },
        "the known hosts could not be saved; the next try follows",
      );
    }
  };
  const schedule = (): void => {
    cancel = clock.after(saveEveryMs, () => {
      saving = saving.then(save);
      schedule();
    });
  };

  return {
    entries,
    follow: (current) => {
      hosts = current;
      hadHosts = current().length > 0;
      schedule();
    },
    close: async () => {
      cancel();
      await saving;
      await save();
    },
  };
};
