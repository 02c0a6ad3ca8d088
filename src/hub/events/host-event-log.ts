import { type HostEvent } from "../../protocol/api/event.ts";
import { type Clock, type Logger } from "../../protocol/effects.ts";
import { type Damage, type Window } from "../archive/archive.ts";
import { createServingShelf } from "../archive/shelf/serving-shelf.ts";
import { type Shelf } from "../archive/shelf/shelf.ts";
import { type TenantId } from "../tenant.ts";
import { cutTornTail, readDay } from "./day-file.ts";
import { eventIdOf } from "./event-id.ts";
import { eventLineOf } from "./event-line.ts";

/** Of a day: some 100,000 events. What comes beyond is counted and left out. */
const maxDayBytes = 16 * 1024 * 1024;
/** Lines that wait for a disk that takes none. */
const maxWaiting = 10_000;
const retryMs = 10_000;
/** Between two writes: hosts that come by the hundred, as after a start of the hub, share one. */
const joinMs = 100;
const maxDamages = 100;

/** Host events of a tenant, a file a day: `TENANT/events/YYYY-MM-DD.ndjson`. */
export interface HostEventLog {
  /** The last event of an earlier run. */
  readonly last: HostEvent | undefined;
  /** Gives the event its id and keeps it. It is on disk a moment later. */
  add(event: Omit<HostEvent, "id">): HostEvent;
  /** When the first day begins of which there is a file, or infinity. */
  begin(): Promise<number>;
  /** Those of a window in the order of ids. */
  read(window: Window): Promise<HostEvent[]>;
  /** What was found damaged since the start, newest last, at most a hundred. */
  readonly damages: readonly Damage[];
  /** Events that were not kept: the disk took none for too long, or there were too many in a day. */
  readonly dropped: number;
  close(): Promise<void>;
}

/** Opens the files of an earlier run: a torn last line is cut, files older than `maxAgeMs` are removed. */
export const openHostEventLog = async (options: {
  shelf: Shelf;
  tenant: TenantId;
  maxAgeMs: number;
  clock: Clock;
  log: Logger;
}): Promise<HostEventLog> => {
  const { shelf, maxAgeMs, clock, log } = options;
  const folder = `${options.tenant}/events`;
  const damages: Damage[] = [];
  const pathOf = (day: string): string => `${folder}/${day}.ndjson`;
  /** Not on disk yet, oldest first. */
  let waiting: HostEvent[] = [];
  let dropped = 0;
  let writing: Promise<void> | undefined;
  let cancelPause: (() => void) | undefined;
  let hasFailed = false;
  let isClosed = false;
  let lastDay = "";
  const sizes = new Map<string, number>();
  let usedIds = new Set<string>();
  let usedTime = -1;

  const report = (damage: Damage): void => {
    if (damages.some(({ file, reason }) => file === damage.file && reason === damage.reason))
      return;
    if (damages.push(damage) > maxDamages) damages.shift();
    log.error(damage, "host events are damaged; the rest is served");
  };
  const readable = createServingShelf(shelf, (file, reason) => report({ file, reason }));
  const days = async (): Promise<string[]> =>
    (await readable.list(folder)).flatMap(
      (name) => /^(\d{4}-\d\d-\d\d)\.ndjson$/.exec(name)?.[1] ?? [],
    );
  const removeOld = async (): Promise<void> => {
    const oldest = dayOf(Math.max(0, clock.now() - maxAgeMs));
    for (const day of await days()) if (day < oldest) await shelf.remove(pathOf(day));
  };

  /** Writes what waits when it begins. */
  const write = async (): Promise<void> => {
    const last = waiting.at(-1);
    for (let isDone = false; !isDone && waiting.length > 0; ) {
      const day = dayOf((waiting[0] as HostEvent).time);
      const count = waiting.findIndex(({ time }) => dayOf(time) !== day);
      const events = waiting.slice(0, count < 0 ? waiting.length : count);
      const path = pathOf(day);
      if (day !== lastDay) {
        lastDay = day;
        await removeOld();
      }
      const size = sizes.get(day) ?? (await shelf.size(path)) ?? 0;
      const bytes = Buffer.from(events.map(eventLineOf).join(""));
      if (size + bytes.length > maxDayBytes) dropped += events.length;
      else {
        // After a write that failed half way, a part of a line may stand there.
        if (hasFailed && ((await shelf.size(path)) ?? 0) > size) await shelf.truncate(path, size);
        hasFailed = true;
        sizes.clear();
        sizes.set(day, size);
        sizes.set(day, await shelf.append(path, bytes));
        await shelf.sync(path);
        hasFailed = false;
      }
      const done = new Set(events);
      waiting = waiting.filter((event) => !done.has(event));
      isDone = done.has(last as HostEvent);
    }
  };
  const flush = (): void => {
    if (writing !== undefined || cancelPause !== undefined) return;
    let pauseMs = joinMs;
    writing = write()
      .catch((error: unknown) => {
        pauseMs = retryMs;
        log.error(
          { error: String(error) },
          "host events could not be written; the next try follows",
        );
      })
      .finally(() => {
        writing = undefined;
        if (!isClosed) cancelPause = clock.after(pauseMs, endPause);
      });
  };
  const endPause = (): void => {
    cancelPause = undefined;
    if (waiting.length > 0) flush();
  };

  await removeOld().catch((error: unknown) => {
    log.warn({ error: String(error) }, "old host events could not be removed");
  });
  const newest = (await days()).at(-1);
  if (newest !== undefined) {
    // On a read-only disk the line stays: readers pass over it.
    await cutTornTail(readable, pathOf(newest), report).catch((error: unknown) =>
      report({ file: pathOf(newest), reason: `a torn line could not be cut: ${String(error)}` }),
    );
  }
  const last =
    newest === undefined ? undefined : (await readDay(readable, pathOf(newest), report)).at(-1);

  return {
    last,
    damages,
    add: (event) => {
      if (event.time !== usedTime) usedIds = new Set();
      usedTime = event.time;
      const plain = eventIdOf(event.time, event.kind, event.host);
      let id = plain;
      for (let n = 2; usedIds.has(id); n++) id = `${plain}.${n}`;
      usedIds.add(id);
      const { time, kind, host, ...rest } = event;
      const kept: HostEvent = { id, time, kind, host, ...rest };
      if (waiting.push(kept) > maxWaiting) {
        waiting = waiting.slice(1);
        dropped++;
      }
      flush();
      return kept;
    },
    begin: async () => {
      const [oldest] = await days();
      return oldest === undefined ? Number.POSITIVE_INFINITY : Date.parse(oldest);
    },
    read: async ({ from, to }) => {
      const found: HostEvent[] = [];
      const take = (events: readonly HostEvent[]): void => {
        for (const event of events) if (event.time >= from && event.time <= to) found.push(event);
      };
      // What waits is looked at first: it may be in the file a moment later, but not the other way round.
      const fresh = waiting;
      const wanted = (await days()).filter((day) => day >= dayOf(from) && day <= dayOf(to));
      for (const day of wanted) take(await readDay(readable, pathOf(day), report));
      const ids = new Set(found.map(({ id }) => id));
      take(fresh.filter(({ id }) => !ids.has(id)));
      return found.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    get dropped() {
      return dropped;
    },
    close: async () => {
      isClosed = true;
      cancelPause?.();
      await writing;
      await write().catch((error: unknown) => {
        log.error({ error: String(error), events: waiting.length }, "host events were lost");
      });
    },
  };
};

const lastTime = 8_640_000_000_000_000;
/** In UTC. */
const dayOf = (time: number): string =>
  new Date(Math.min(Math.max(0, time), lastTime)).toISOString().slice(0, 10);
