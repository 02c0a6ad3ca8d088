import * as z from "zod/mini";
import { apiPaths } from "../../protocol/api-paths.ts";
import { formatBytes, formatDuration } from "../../protocol/units.ts";
import { identity, time, windowShape } from "./answer-schemas.ts";
import { askAnswer } from "./ask-answer.ts";
import { commandCell } from "./cell-text.ts";
import { formatLocalClock, type LocalZone } from "./local-zone.ts";
import { type PastAnswer, type PastQuestion } from "./past-answer.ts";
import { rowsTable } from "./rows-table.ts";

const maybeNumber = z.optional(z.nullable(z.number()));
const event = z.looseObject({
  time,
  kind: z.string(),
  host: z.nullable(z.string()),
  ...z.partial(z.object(identity)).shape,
  age: maybeNumber,
  max_memory_rss: maybeNumber,
  since: z.optional(z.nullable(time)),
  boot_time: z.optional(time),
  by_ms: maybeNumber,
  interval_ms: maybeNumber,
  previous_interval_ms: maybeNumber,
});
type Event = z.infer<typeof event>;

const eventsSchema = z.looseObject({
  ...windowShape,
  next_cursor: z.nullable(z.string()),
  events: z.array(event),
});
type Page = z.infer<typeof eventsSchema>;

/** Events without `--limit`, and of one page. */
const wantedEvents = 100;
const pageEvents = 10_000;
/** A page may be empty where much had to be searched. */
const pagesMost = 10_000;

/** What happened, newest first. */
export const askEvents = async ({ client, query, options }: PastQuestion): Promise<PastAnswer> => {
  const wanted = options.limit ?? wantedEvents;
  const events: Event[] = [];
  const asked = {
    ...query,
    kind: options.kind,
    q: options.filter === "" ? undefined : options.filter,
  };
  let window: { from: number; to: number } | undefined;
  let cursor: string | null = null;
  for (let pages = 0; pages < pagesMost; pages++) {
    const limit = Math.min(pageEvents, wanted - events.length);
    const page: Page = await askAnswer(
      client,
      // What is relative, such as the hub's own begin of the window, must not move from page to page.
      { path: apiPaths.events, query: { ...asked, ...window, limit, cursor: cursor ?? undefined } },
      eventsSchema,
    );
    for (const one of page.events) events.push(one);
    window ??= { from: page.from, to: page.to };
    cursor = page.next_cursor;
    if (cursor === null || events.length >= wanted) break;
  }
  return {
    document: events,
    window: window ?? { from: 0, to: 0 },
    notes: cursor === null ? [] : [`the newest ${events.length} events; --limit gives more`],
    table: (zone, width) =>
      rowsTable(
        events,
        [
          { title: "TIME", cell: (one) => formatLocalClock(one.time, zone) },
          { title: "EVENT", cell: ({ kind }) => kind },
          { title: "HOST", most: 20, cell: ({ host }) => host ?? "-" },
          {
            title: "PID",
            align: "right",
            cell: ({ pid }) => String(pid ?? "-"),
          },
          {
            title: "USER",
            most: 16,
            cell: ({ username }) => username ?? "-",
          },
          { title: "WHAT", cell: (one) => whatOf(one, zone) },
        ],
        width,
      ),
  };
};

const whatOf = (one: Event, zone: LocalZone): string => {
  const { age, max_memory_rss: rss, since, boot_time: boot, by_ms: by, interval_ms: now } = one;
  const facts = [
    ...(isThere(age) ? [`after ${formatDuration(age)}`] : []),
    ...(isThere(rss) ? [`rss up to ${formatBytes(rss)}`] : []),
    ...(isThere(since) ? [`since ${formatLocalClock(since, zone)}`] : []),
    ...(isThere(boot) ? [`started ${formatLocalClock(boot, zone)}`] : []),
    ...(isThere(by) ? [`by ${by} ms`] : []),
    ...(isThere(now) ? [`from ${one.previous_interval_ms ?? "?"} to ${now} ms`] : []),
  ].join(", ");
  if (one.pid === undefined) return facts;
  const command = commandCell({ name: one.name ?? null, cmdline: one.cmdline ?? null });
  return facts === "" ? command : `${command} (${facts})`;
};

const isThere = (value: number | null | undefined): value is number =>
  value !== undefined && value !== null;
