import * as z from "zod/mini";
import { hostId } from "../protocol/host-id.ts";
import { sourceKind } from "./agent-command.ts";
import { type Command } from "./option.ts";
import { durationMs, hubUrl, onOrOff, or, wholeNumber } from "./option-schemas.ts";

/** Read by who needs it: the screen does not, and starts without what reads it. */
const unread = z.optional(z.string());

export const tuiCommand = {
  name: "procmon-tui",
  summary: "who was it? The processes of one machine or of a fleet, in this terminal",
  usage: [
    "procmon-tui [--hub URL]",
    "procmon-tui hosts|processes|tree [--json] [--watch]",
    "procmon-tui hosts|processes|tree --hub URL --at TIME [--json]",
    "procmon-tui history PID --hub URL --host NAME [--json]",
    "procmon-tui series [PID] --hub URL --host NAME [--json]",
    "procmon-tui top|events|diff --hub URL [--host NAME] [--json]",
  ],
  words: {
    hosts: "print the hosts once",
    processes: "print the processes once",
    tree: "print the processes as a tree once",
    history: "print every sample of the process PID in a window of time",
    series: "print the process PID over time in buckets; without PID the host",
    top: "print who used most of the CPU, memory or disk in a window of time",
    events: "print what began and ended: processes, hosts, the hub",
    diff: "print what changed on a host between two moments",
  },
  options: {
    hub: {
      type: "text",
      schema: z.optional(hubUrl),
      placeholder: "URL",
      description: "the hub to show; without it this machine, with an agent and a hub of its own",
    },
    host: {
      type: "text",
      schema: z.optional(hostId),
      placeholder: "NAME",
      description: "this host only",
    },
    filter: {
      type: "text",
      schema: z._default(z.string(), ""),
      placeholder: "TEXT",
      short: "f",
      description: "processes that match, such as 'cpu>5 and not user=root'",
    },
    sort: {
      type: "text",
      schema: z.optional(z.string()),
      placeholder: "FIELD",
      short: "s",
      description: "sort by a field, such as rss; +rss is lowest first, -rss highest first",
    },
    limit: {
      type: "text",
      schema: z.optional(wholeNumber(1, 1_000_000)),
      placeholder: "N",
      short: "n",
      description: "at most N rows",
    },
    json: {
      type: "flag",
      schema: z._default(onOrOff, false),
      description: "print one JSON document, its keys the field ids of docs/fields.md",
    },
    at: {
      type: "text",
      schema: unread,
      placeholder: "TIME",
      description:
        "as it was then: 03:12 (the last time the clock here showed it), -2h, 2026-11-20T03:12:00Z",
    },
    from: {
      type: "text",
      schema: unread,
      placeholder: "TIME",
      description: "begin of the window, or the earlier moment of diff; times as for --at",
    },
    to: {
      type: "text",
      schema: unread,
      placeholder: "TIME",
      description: "end of the window, or the later moment of diff; now where it is not given",
    },
    fields: {
      type: "text",
      schema: unread,
      placeholder: "FIELDS",
      description: "of history and series: fields such as cpu_percent,memory_rss",
    },
    step: {
      type: "text",
      schema: unread,
      placeholder: "TIME",
      description: "of series: length of a bucket, such as 1m",
    },
    agg: {
      type: "text",
      schema: unread,
      placeholder: "NAMES",
      description: "of series: avg, max, min, last; of top: avg or max",
    },
    by: {
      type: "text",
      schema: unread,
      placeholder: "FIELD",
      description: "of top: what is ranked, such as cpu, rss or write_bytes",
    },
    group: {
      type: "text",
      schema: unread,
      placeholder: "NAME",
      description: "of top: what a row is: process, name, user, host, cgroup or container",
    },
    kind: {
      type: "text",
      schema: unread,
      placeholder: "KINDS",
      description: "of events: such as process_exit,host_down",
    },
    createTime: {
      type: "text",
      schema: unread,
      placeholder: "MS",
      description:
        "of history and series: the create_time of the process that is meant, where the PID was used again",
    },
    watch: {
      type: "flag",
      schema: z._default(onOrOff, false),
      description: "with --json: one document a line at each update, until ended",
    },
    interval: {
      type: "text",
      schema: or("1s", durationMs(100, 3_600_000)),
      placeholder: "TIME",
      description: "without --hub: time between samples (default 1s)",
    },
    source: {
      type: "text",
      schema: sourceKind,
      placeholder: "KIND",
      description: "without --hub: procfs or portable (default: what works here)",
    },
  },
  examples: [
    "procmon-tui",
    "procmon-tui --hub http://127.0.0.1:8080",
    "procmon-tui processes --filter 'rss > 1G' --sort rss --json",
    "procmon-tui processes --hub http://127.0.0.1:8080 --at 03:12 --limit 10",
    "procmon-tui top --hub http://127.0.0.1:8080 --from 03:00 --to 03:30 --by rss",
    "procmon-tui history 4217 --hub http://127.0.0.1:8080 --host web-7 --json",
  ],
} as const satisfies Command;
