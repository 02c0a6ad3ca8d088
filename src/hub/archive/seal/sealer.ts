import { type Clock, type Logger } from "../../../protocol/effects.ts";
import { type HostName } from "../archive.ts";
import { createBreather } from "../breather.ts";
import { type OnDamage } from "../group/read-groups.ts";
import { hourMs } from "../hour.ts";
import { type KeyedTurns } from "../keyed-turns.ts";
import { hotPath } from "../paths.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { listHotHours } from "./list-hot-hours.ts";
import { sealHour } from "./seal-hour.ts";

/** An hour is sealed this long after its end even if nothing followed. */
const sealAfterMs = 600_000;
const lookEveryMs = 60_000;
/** Sealing takes at most a quarter of the time while there is much to seal. */
const restFactor = 3;
const retryMs = 60_000;

export interface Sealer {
  /** A group was added to an hour. */
  noteGroup(name: HostName, hour: number): void;
  /** Nothing of a host is kept any more. */
  forgetHost(name: HostName): void;
  /** Seals all that is due, without rests in between. */
  sealDue(): Promise<void>;
  close(): Promise<void>;
}

/** Seals hours that are over, one at a time, in the background. */
export const createSealer = (options: {
  shelf: Shelf;
  clock: Clock;
  log: Logger;
  turns: KeyedTurns;
  onDamage: OnDamage;
  /** The segments of an hour, or of what came late of it, are safe. */
  onSealed: (name: HostName, hour: number) => void;
}): Sealer => {
  const { shelf, clock, log, turns, onDamage, onSealed } = options;
  const hosts = new Map<string, { readonly name: HostName; readonly hours: Set<number> }>();
  let isClosed = false;
  /** Hours that failed, and when they are tried again on the monotonic clock. */
  const retries = new Map<string, number>();
  let wake: (() => void) | undefined;

  const noteGroup = (name: HostName, hour: number): void => {
    const key = `${name.tenant}/${name.host}`;
    const known = hosts.get(key);
    if (known === undefined) hosts.set(key, { name, hours: new Set([hour]) });
    else known.hours.add(hour);
  };
  const nextDue = (): { name: HostName; hour: number } | undefined => {
    const now = clock.now();
    for (const { name, hours } of hosts.values()) {
      const newest = Math.max(...hours);
      for (const hour of hours)
        if (
          (hour < newest || now >= (hour + 1) * hourMs + sealAfterMs) &&
          clock.monotonic() >= (retries.get(hotPath(name, hour)) ?? 0)
        )
          return { name, hour };
    }
    return undefined;
  };
  const forget = (name: HostName, hour: number): void => {
    const key = `${name.tenant}/${name.host}`;
    const hours = hosts.get(key)?.hours;
    hours?.delete(hour);
    if (hours?.size === 0) hosts.delete(key);
  };
  const sealOne = async ({ name, hour }: { name: HostName; hour: number }): Promise<void> => {
    const path = hotPath(name, hour);
    retries.delete(path);
    try {
      await turns.run(path, async () => {
        await sealHour({
          shelf,
          name,
          hour,
          breather: createBreather(clock),
          onDamage,
        });
        onSealed(name, hour);
        forget(name, hour);
      });
    } catch (error) {
      retries.set(path, clock.monotonic() + retryMs);
      log.error({ file: path, error: String(error) }, "an hour could not be sealed");
    }
  };

  /** The hours that an earlier run left. */
  let found: Promise<void> | undefined;
  const findHours = (): Promise<void> =>
    (found ??= (async () => {
      for await (const { name, hour } of listHotHours(shelf)) {
        noteGroup(name, hour);
        if (isClosed) return;
      }
    })());

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
      if (isClosed) wake();
    });
  const loop = async (): Promise<void> => {
    while (!isClosed) {
      try {
        await findHours();
        const due = nextDue();
        if (due === undefined) {
          await rest(lookEveryMs);
          continue;
        }
        const began = clock.monotonic();
        await sealOne(due);
        await rest(restFactor * (clock.monotonic() - began));
      } catch (error) {
        log.error({ error: String(error) }, "cannot look for hours to seal");
        found = undefined;
        await rest(retryMs);
      }
    }
  };
  const running = loop();

  return {
    noteGroup,
    forgetHost: ({ tenant, host }) => void hosts.delete(`${tenant}/${host}`),
    sealDue: async () => {
      await findHours();
      for (let due = nextDue(); due !== undefined; due = nextDue()) await sealOne(due);
    },
    close: async () => {
      isClosed = true;
      wake?.();
      await running;
    },
  };
};
