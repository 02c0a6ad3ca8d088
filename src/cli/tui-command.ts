import * as z from "zod/mini";
import { hostId } from "../protocol/host-id.ts";
import { sourceKind } from "./agent-command.ts";
import { type Command } from "./option.ts";
import { durationMs, hubUrl, onOrOff, or, wholeNumber } from "./option-schemas.ts";

export const tuiCommand = {
  name: "procmon-tui",
  summary: "who was it? The processes of one machine or of a fleet, in this terminal",
  usage: ["procmon-tui [--hub URL]", "procmon-tui hosts|processes|tree [--json] [--watch]"],
  words: {
    hosts: "print the hosts once",
    processes: "print the processes once",
    tree: "print the processes as a tree once",
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
  ],
} as const satisfies Command;
