import * as z from "zod";

/** What can happen, in words. Ids are permanent. */
export const eventKinds = {
  process_start: "A process began.",
  process_exit: "A process ended: it is in one sample and in the next no more.",
  host_up: "Samples of a host arrive, or arrive again.",
  host_late: "No sample of a connected host came for three intervals.",
  host_down: "A host disconnected, or was late for a minute.",
  host_reboot: "A host came back after it was started anew: its boot id changed.",
  agent_restart: "The agent of a host was started anew, the host was not.",
  clock_jump:
    "The clock of a host was set, or the machine slept: it moved otherwise than time passed.",
  interval_change: "The agent of a host samples at another interval.",
  data_gap: "Samples of a host are missing: for longer than three intervals there is none.",
  host_forgotten: "A host was removed from the hub, with its history.",
  hub_start: "The hub began to run.",
  hub_stop: "The hub ended as it was told to.",
  hub_crash:
    "The hub began to run and found that the run before had ended without a word: killed, or without power.",
} as const;
export type EventKind = keyof typeof eventKinds;
type ProcessEventKind = "process_start" | "process_exit";
export type HostEventKind = Exclude<EventKind, ProcessEventKind>;

const kinds = Object.keys(eventKinds) as [EventKind, ...EventKind[]];

const base = {
  id: z
    .string()
    .describe(
      "Names the event for good. In the order of ids, letter by letter, events are in the order of time.",
    ),
  time: z
    .int()
    .describe(
      "When it happened, milliseconds since 1970: of a start `create_time`, of an exit `last_seen`.",
    ),
};
/** null: not known. */
const moment = z.int().nullable();

export const hostEvent = z.object({
  ...base,
  kind: z.enum(kinds).exclude(["process_start", "process_exit"]),
  host: z.string().nullable().describe("null: it concerns the hub itself."),
  since: moment
    .optional()
    .describe(
      "Of `host_late` and `host_down` the last sample, of `host_up` the last one before, of `data_gap` its begin, of `hub_crash` the last sign of life. null: not known.",
    ),
  boot_time: z.int().optional().describe("Of `host_reboot`: when the host was started."),
  by_ms: z
    .int()
    .optional()
    .describe(
      "Of `clock_jump`: milliseconds that the clock went forward too much; negative: back.",
    ),
  interval_ms: z.int().optional().describe("Of `interval_change`: the new one."),
  previous_interval_ms: z.int().optional().describe("Of `interval_change`: the old one."),
});
export type HostEvent = z.infer<typeof hostEvent>;

const processEvent = z.object({
  ...base,
  kind: z.enum(["process_start", "process_exit"]),
  host: z.string(),
  boot_id: z.string().describe("The boot of the host that it belongs to."),
  pid: z.int(),
  start: z.int().describe("Milliseconds after boot."),
  create_time: z.int().describe("Start in milliseconds since 1970."),
  name: z.string().nullable(),
  cmdline: z.array(z.string()).nullable(),
  username: z.string().nullable(),
  ppid: z.int().nullable().optional().describe("Of a start: the parent, at `first_seen`."),
  first_seen: z
    .int()
    .optional()
    .describe("Of a start: the first sample that shows it, milliseconds since 1970."),
  last_seen: z
    .int()
    .optional()
    .describe("Of an exit: the last sample that shows it, milliseconds since 1970."),
  gone_at: moment
    .optional()
    .describe(
      "Of an exit: the first sample that shows it no more. It ended between `last_seen` and this.",
    ),
  age: z.number().optional().describe("Of an exit: seconds from `create_time` to `last_seen`."),
  cpu_time: z
    .number()
    .nullable()
    .optional()
    .describe("Of an exit: CPU seconds it had used at `last_seen`."),
  max_memory_rss: z
    .number()
    .nullable()
    .optional()
    .describe("Of an exit: its highest `memory_rss` in the last hour at most, in bytes."),
});
export type ProcessEvent = z.infer<typeof processEvent>;

export const event = z.union([processEvent, hostEvent]);
export type HubEvent = ProcessEvent | HostEvent;
