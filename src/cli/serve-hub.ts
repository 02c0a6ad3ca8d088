import process from "node:process";
import { createJsonLogger } from "./json-logger.ts";
import { type HubSettings } from "./read-hub-settings.ts";
import { compareSettings } from "./settings/compare-settings.ts";
import { hubSettings } from "./settings/hub-settings.ts";
import { type RunningHub, startHub } from "./start-hub.ts";
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
  let settings = initial;
  const reload = async (hub: RunningHub, read: () => Promise<HubSettings>): Promise<void> => {
    try {
      const changes = compareSettings(hubSettings, settings, await read());
      const { values } = changes.next;
      hub.reconfigure(values);
      log.setLevel(values.log_level);
      settings = changes.next;
      const changed = Object.fromEntries(changes.changed.map((key) => [key, values[key]]));
      log.info({ changed, need_restart: changes.needRestart }, "reloaded");
    } catch (error) {
      const reason = (error as Error).message.replaceAll("\n", "; ");
      log.error({ reason }, "the configuration is wrong; the former one stays");
    }
  };

  const starting = startHub(initial.values, { clock: systemClock, log, holder: thisProcess });
  let working: Promise<unknown> = starting;
  // Whoever reads the first line of the log may end the hub at once: it ends in order then, too.
  const ended = untilEnded({
    faults: true,
    ...(reread !== undefined && {
      onReload: () => {
        working = working.then(async () => reload(await starting, reread));
      },
    }),
  });
  const hub = await starting;
  log.info({ url: hub.url, known_hosts: hub.knownHosts, version }, "listening");
  if (initial.values.db_dsn !== undefined)
    log.warn({}, "db_dsn is set, but this version keeps nothing in PostgreSQL");
  const ending = await ended;

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
