import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Low } from "lowdb";
import { z } from "zod";
import { type Clock, type Logger } from "../../protocol/effects.ts";
import { type HostEntry, hostEntry } from "../../protocol/frame.ts";
import { createDurableFile } from "./durable-file.ts";

const knownHost = hostEntry.omit({ state: true, clock_skew_ms: true });
const knownHosts = z.object({
  version: z.literal(1),
  /** By tenant, then by host id. There is one tenant, `default`, today. */
  tenants: z.record(z.string(), z.record(z.string(), knownHost)),
});
type KnownHosts = z.infer<typeof knownHosts>;

const TENANT = "default";
const SAVE_EVERY_MS = 30_000;

/**
 * The hosts that ever said hello, in `DIR/documents/hosts.json`, so that a host which is down when the
 * hub starts is shown as down and not forgotten.
 */
export interface KnownHostsDocument {
  readonly entries: readonly HostEntry[];
  close(): Promise<void>;
}

/** Reads the document, then saves what `current` gives whenever it changed, at most every 30 s. */
export const openKnownHosts = async (
  dataDir: string,
  { clock, log }: { clock: Clock; log: Logger },
): Promise<KnownHostsDocument & { track(current: () => readonly HostEntry[]): void }> => {
  const folder = join(dataDir, "documents");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const low = new Low<KnownHosts>(createDurableFile(join(folder, "hosts.json"), knownHosts, log), {
    version: 1,
    tenants: {},
  });
  await low.read();
  let hosts: () => readonly HostEntry[] = () => [];
  let saved = "";
  let saving: Promise<void> = Promise.resolve();
  let cancel: () => void = () => undefined;

  const save = async (): Promise<void> => {
    const known = Object.fromEntries(
      hosts().map(({ state: _state, clock_skew_ms: _skew, ...entry }) => [entry.host, entry]),
    );
    const text = JSON.stringify(known);
    if (text === saved || text === "{}") return;
    low.data.tenants[TENANT] = known;
    try {
      await low.write();
      saved = text;
    } catch (error) {
      log.error({ error: String(error) }, "hosts not saved; trying again");
    }
  };
  const schedule = (): void => {
    cancel = clock.after(SAVE_EVERY_MS, () => {
      saving = save();
      schedule();
    });
  };
  return {
    entries: Object.values(low.data.tenants[TENANT] ?? {}).map((entry) => ({
      ...entry,
      state: "down",
      clock_skew_ms: 0,
    })),
    track: (current) => {
      hosts = current;
      schedule();
    },
    close: async () => {
      cancel();
      await saving;
      await save();
    },
  };
};
