import process from "node:process";
import { type ProcmonError } from "../protocol/procmon-error.ts";
import { createJsonLogger } from "./json-logger.ts";
import { type HubSettings } from "./read-hub-settings.ts";
import { compareSettings } from "./settings/compare-settings.ts";
import { type HubConfig, hubSettings } from "./settings/hub-settings.ts";
import { startHub } from "./start-hub.ts";
import { systemClock } from "./system-clock.ts";
import { thisProcess } from "./this-process.ts";
import { untilEnded } from "./until-ended.ts";
import { version } from "./version.ts";

/** Closing may take this long; then the program ends with what is on disk, which is all it acknowledged. */
const drainMs = 4000;
/** How long the reader of the log has for its last lines. */
const lastLinesMs = 500;

/**
 * Runs a hub until a signal ends it. SIGHUP reads the settings anew with `reread`; undefined where there is
 * nothing that could have changed and SIGHUP is the terminal hanging up.
 */
export const serveHub = async (
  initial: HubSettings,
  reread: (() => Promise<HubSettings>) | undefined,
): Promise<void> => {
  const log = createJsonLogger("procmon-hub", initial.values.log_level);
  const hub = await startHub(initial.values, { clock: systemClock, log, holder: thisProcess });
  log.info({ url: hub.url, known_hosts: hub.knownHosts, version }, "listening");
  if (initial.values.db_dsn !== undefined)
    log.warn({}, "db_dsn is set, but this version keeps nothing in PostgreSQL");

  let settings = initial;
  const reload = async (read: () => Promise<HubSettings>): Promise<void> => {
    let wanted: HubSettings;
    try {
      wanted = await read();
    } catch (error) {
      const reason = (error as ProcmonError).message.replaceAll("\n", "; ");
      log.error({ reason }, "the configuration is wrong; the former one stays");
      return;
    }
    const { next, changed, needRestart } = compareSettings(hubSettings, settings, wanted);
    settings = next;
    log.setLevel(next.values.log_level);
    hub.reconfigure(next.values);
    log.info({ changed: shown(changed, next.values), need_restart: needRestart }, "reloaded");
  };
  let reloading: Promise<void> = Promise.resolve();
  const ending = await untilEnded({
    faults: true,
    ...(reread !== undefined && {
      onReload: () => {
        reloading = reloading.then(() => reload(reread));
      },
    }),
  });

  if ("fault" in ending) {
    const { fault } = ending;
    const stack = fault instanceof Error ? (fault.stack ?? "").split("\n") : [];
    log.error({ error: String(fault), stack }, "a fault that nobody caught; the hub ends");
    process.exitCode = 1;
  } else log.info({ signal: ending.signal }, "ending");
  const isClosed = await inTime(hub.close(), drainMs);
  if (isClosed) log.info({}, "ended");
  else log.warn({}, "ending before everything was closed; what was acknowledged is on disk");
  if (await inTime(log.flush(), lastLinesMs)) process.exit();
  // To write to a pipe that nobody reads never returns, and the end of a process waits for it.
  process.kill(process.pid, "SIGKILL");
};

const inTime = (work: Promise<void>, ms: number): Promise<boolean> =>
  new Promise((resolve) => {
    const cancel = systemClock.after(ms, () => resolve(false));
    void work.then(() => {
      cancel();
      resolve(true);
    });
  });

/** Settings that changed, with their values, none of them secret: those cannot change while running. */
const shown = (keys: readonly (keyof HubConfig)[], values: HubConfig): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, values[key]]));
