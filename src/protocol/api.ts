import { z } from "zod";
import { hostId } from "./host-id.ts";
import { hostRow } from "./host-row.ts";
import { limits } from "./limits.ts";
import {
  type ProcessFieldId,
  processFieldIds,
  processFieldNamed,
  processFields,
} from "./process-fields.ts";
import { type ProcessRow, processRow } from "./process-row.ts";
import { isProcessStatus, type ProcessStatus, processStatuses } from "./process-status.ts";

/** A query parameter that must parse; `undefined` from `parse` means that it does not. */
const parameter = <T>(expected: string, parse: (text: string) => T | undefined) =>
  z.string({ error: "expected the parameter once" }).transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: `expected ${expected}` });
    return z.NEVER;
  });

const number = (
  expected: string,
  { min, max, isInteger }: { min: number; max: number; isInteger: boolean },
) =>
  parameter(expected, (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return value >= min && value <= max && (!isInteger || Number.isInteger(value))
      ? value
      : undefined;
  });
const wholeNumber = (min: number, max: number) =>
  number(`a whole number from ${min} to ${max}`, { min, max, isInteger: true });
const percent = number("a number of at least 0", {
  min: 0,
  max: Number.MAX_VALUE,
  isInteger: false,
});

const text = (expected: string) =>
  parameter(expected, (value) => (value === "" || value.length > 256 ? undefined : value));

const field = (name: string): ProcessFieldId | undefined => processFieldNamed(name.trim());

const status = parameter(
  `a state letter or word (${Object.entries(processStatuses)
    .map(([letter, word]) => `${letter} ${word}`)
    .join(", ")})`,
  (value): ProcessStatus | undefined =>
    isProcessStatus(value)
      ? value
      : (Object.entries(processStatuses).find(([, word]) => word === value.toLowerCase())?.[0] as
          | ProcessStatus
          | undefined),
);

const host = parameter("the id of a host", (value) => hostId.safeParse(value).data);

const order = {
  sort: parameter("the id of a process field", field).default("cpu_percent"),
  order: parameter("asc or desc", (value) =>
    value === "asc" || value === "desc" ? value : undefined,
  ).optional(),
};

/** `GET /api/v1/processes`: all conditions hold together. */
export const processesQuery = z.strictObject({
  agent_id: host.optional().describe("Processes of this host."),
  host: host.optional().describe("The same as agent_id."),
  name: text("1 to 256 characters").optional().describe("Part of the name, in any letter case."),
  pid: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  status: status.optional(),
  cpu_gt: percent.optional().describe("cpu_percent above this; 100 = one core."),
  mem_gt: percent.optional().describe("memory_percent above this."),
  port: wholeNumber(0, 65_535).optional().describe("Listens on this port."),
  user: text("1 to 256 characters").optional().describe("The user name, exactly."),
  q: z
    .string({ error: "expected the parameter once" })
    .max(limits.filterLength, { error: `expected at most ${limits.filterLength} characters` })
    .optional()
    .describe("A filter, as docs/filter.md has it."),
  ...order,
  limit: wholeNumber(0, 1_000_000).default(1000),
  offset: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
  fields: parameter("ids of process fields, separated by commas", (value) => {
    const ids = value.split(",").map(field);
    return ids.every((id) => id !== undefined) ? ids : undefined;
  })
    .optional()
    .describe("Only these fields, and host."),
});
export type ProcessesQuery = z.output<typeof processesQuery>;

/** `GET /api/v1/processes/tree` of one host. */
export const treeQuery = z
  .strictObject({
    agent_id: host.optional(),
    host: host.optional().describe("The same as agent_id; one of them must be there."),
    include_zombies: parameter("0 or 1", (value) =>
      value === "0" ? false : value === "1" ? true : undefined,
    ).default(true),
    ...order,
  })
  .refine((query) => query.agent_id !== undefined || query.host !== undefined, {
    path: ["host"],
    error: "expected the id of a host",
  });
export type TreeQuery = z.output<typeof treeQuery>;

/** Fields that add up over a subtree. */
export const subtreeFieldIds = processFieldIds.filter(
  (id) => processFields[id].aggregate === "sum",
);

export interface TreeNode extends ProcessRow {
  readonly subtree: Readonly<Record<string, number | null>>;
  readonly children: readonly TreeNode[];
}
const treeNode: z.ZodType<TreeNode> = z.object({
  ...processRow.shape,
  subtree: z
    .record(z.string(), z.number().nullable())
    .describe("Sums over the process and all below it, of every field that adds up."),
  get children() {
    return z.array(treeNode);
  },
}) as unknown as z.ZodType<TreeNode>;

export const healthAnswer = z.object({
  status: z.literal("ok"),
  uptime_seconds: z.number(),
  hosts: z.object({ up: z.int(), late: z.int(), down: z.int() }),
  counters: z.record(z.string(), z.int()),
});
export type HealthAnswer = z.infer<typeof healthAnswer>;

export const hostsAnswer = z.object({ hosts: z.array(hostRow) });
export const processesAnswer = z.object({
  total: z.int().describe("Processes that match, of which `limit` are given from `offset` on."),
  processes: z.array(z.object(processRow.shape).partial().required({ host: true })),
});
export const treeAnswer = z.object({ host: hostId, processes: z.array(treeNode) });

/** An error as RFC 9457 has it, `application/problem+json`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  hint: z.string(),
});
export type Problem = z.infer<typeof problem>;
