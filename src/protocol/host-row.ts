import * as z from "zod/mini";
import { type HostEntry, hostEntry } from "./frame.ts";
import { hostFacts, type Mount, mount } from "./host-facts.ts";
import {
  type HostFieldId,
  type HostNumberFieldId,
  hostFieldIds,
  hostFields,
} from "./host-fields.ts";
import { type HostState, hostFieldNumber } from "./host-state.ts";
import { commandOf, type HostView } from "./process-row.ts";
import { type ProcessStatus } from "./process-status.ts";
import { computeUptime } from "./uptime.ts";

type HostFieldValue = number | null | readonly (number | null)[] | readonly Mount[];

/** The value of one sampled field of a host, in the field's unit; null where it could not be read. */
const hostValue = (view: HostView, id: HostFieldId): HostFieldValue => {
  const { state } = view;
  switch (id) {
    case "core_percents":
      return state.corePercents;
    case "mounts":
      return state.mounts;
    case "memory_percent": {
      const used = sampled(state, "memory_used");
      const total = view.facts.memory_total;
      return used === null || total === null || total === 0
        ? null
        : Math.round((used / total) * 10_000) / 100;
    }
    case "uptime":
      return computeUptime(state, view.facts);
    case "processes_total":
      return state.processes.count;
    case "processes_running":
      return countOf(state, "R");
    case "processes_sleeping":
      return countOf(state, "S");
    case "processes_disk_sleep":
      return countOf(state, "D");
    case "processes_idle":
      return countOf(state, "I");
    case "processes_stopped":
      return countOf(state, "T", "t");
    case "processes_zombie":
      return countOf(state, "Z");
    default:
      return sampled(state, id);
  }
};

const sampled = (state: HostState, id: HostNumberFieldId): number | null => {
  const wire = state.values[hostFieldNumber(id)] as number;
  if (Number.isNaN(wire)) return null;
  const { resolution } = hostFields[id];
  return resolution === 1 ? wire : wire / Math.round(1 / resolution);
};

const countOf = (state: HostState, ...statuses: ProcessStatus[]): number => {
  const codes = statuses.map((status) => status.charCodeAt(0));
  const column = state.processes.numbers.status;
  let count = 0;
  for (let slot = 0; slot < state.processes.bound; slot++)
    if (codes.includes(column[slot] as number)) count++;
  return count;
};

const valueSchemas: Readonly<
  Record<(typeof hostFields)[HostFieldId]["type"], z.ZodMiniType<HostFieldValue>>
> = {
  number: z.number(),
  numbers: z.array(z.nullable(z.number())),
  mounts: z.array(mount),
};
const sampledShape = Object.fromEntries(
  hostFieldIds.map((id) => {
    const { description, type } = hostFields[id];
    return [id, z.nullable(valueSchemas[type]).check(z.describe(description))];
  }),
) as unknown as Record<HostFieldId, z.ZodMiniType<HostFieldValue>>;

/** The busiest process of a host, to name the culprit beside the figure. */
const topProcess = z.object({ pid: z.int(), command: z.string(), cpu_percent: z.number() });

/** One host as REST and `--json` give it: presence, facts, then every sampled field. */
export const hostRow = z.object({
  ...z.omit(hostEntry, { facts: true }).shape,
  ...hostFacts.shape,
  boot_time: z
    .nullable(z.int())
    .check(z.describe("Start of the system in milliseconds since 1970.")),
  ...sampledShape,
  top_process: z
    .nullable(topProcess)
    .check(z.describe("The process with the highest `cpu_percent`.")),
});
export type HostRow = z.infer<typeof hostRow>;

export const hostRowOf = (entry: HostEntry, state: HostState): HostRow => {
  const { facts, ...presence } = entry;
  const view = { host: entry.host, state, facts };
  const row: Record<string, unknown> = { ...presence, ...facts };
  if (facts.boot_time === 0) row["boot_time"] = null;
  for (const id of hostFieldIds) row[id] = hostValue(view, id);
  row["top_process"] = topProcessOf(view);
  return row as HostRow;
};

export const topProcessOf = (view: HostView): z.infer<typeof topProcess> | null => {
  const { processes } = view.state;
  const cpu = processes.numbers.cpu_percent;
  let top = -1;
  for (let slot = 0; slot < processes.bound; slot++) {
    const percent = cpu[slot] as number;
    if (percent > 0 && (top < 0 || percent > (cpu[top] as number))) top = slot;
  }
  if (top < 0) return null;
  return {
    pid: processes.pid[top] as number,
    command: commandOf(view, top),
    cpu_percent: (cpu[top] as number) / 100,
  };
};
