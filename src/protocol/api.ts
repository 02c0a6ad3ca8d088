import { z } from "zod";
import { hostId } from "./host-id.ts";
import { hostRow } from "./host-row.ts";
import { limits } from "./limits.ts";
import { nearestName } from "./nearest-name.ts";
import {
  type ProcessFieldId,
  processFieldIds,
  processFieldNamed,
  processFieldNames,
  processFields,
} from "./process-fields.ts";
import { type ProcessRow, processRow } from "./process-row.ts";
import { isProcessStatus, type ProcessStatus, processStatuses } from "./process-status.ts";

/** The value of a query parameter, the part of it that is none, or undefined where all of it is none. */
type Parsed<T> = { readonly value: T } | Unknown | undefined;
/** Travels as the `params` of the issue. */
export interface Unknown {
  readonly got: string;
  /** What was probably meant. */
  readonly nearest: string | undefined;
}

/** A query parameter that must parse. `expected` is what docs/api.md and the error say it takes. */
const parameter = <T>(expected: string, parse: (text: string) => Parsed<T>) =>
  z
    .string({ error: "expected the parameter once" })
    .transform((text, context): T => {
      const parsed = parse(text);
      if (parsed !== undefined && "value" in parsed) return parsed.value;
      context.addIssue({
        code: "custom",
        message: `expected ${expected}`,
        ...(parsed !== undefined && { params: parsed }),
      });
      return z.NEVER;
    })
    .meta({ expected });

const orRefused = <T>(value: T | undefined): Parsed<T> =>
  value === undefined ? undefined : { value };

const number = (
  expected: string,
  { min, max, isInteger }: { min: number; max: number; isInteger: boolean },
) =>
  parameter(expected, (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return value >= min && value <= max && (!isInteger || Number.isInteger(value))
      ? { value }
      : undefined;
  });
const wholeNumber = (min: number, max: number) =>
  number(`a whole number from ${min} to ${max}`, { min, max, isInteger: true });
const percent = number("a number of at least 0", {
  min: 0,
  max: Number.MAX_VALUE,
  isInteger: false,
});

const text = (min: number, max: number) =>
  parameter(`${min === 0 ? "at most" : `${min} to`} ${max} characters`, (value) =>
    value.length < min || value.length > max ? undefined : { value },
  );

const oneOf = <T>(choices: Readonly<Record<string, T>>) =>
  parameter(Object.keys(choices).join(" or "), (value) =>
    orRefused(Object.hasOwn(choices, value) ? choices[value] : undefined),
  );

const field = (text: string): { readonly value: ProcessFieldId } | Unknown => {
  const name = text.trim();
  const value = processFieldNamed(name);
  return value === undefined
    ? { got: name, nearest: nearestName(name, processFieldNames) }
    : { value };
};

const fields = parameter(
  "ids of process fields, separated by commas",
  (text): Parsed<readonly ProcessFieldId[]> => {
    const value: ProcessFieldId[] = [];
    for (const name of text.split(",")) {
      const parsed = field(name);
      if ("got" in parsed) return parsed;
      value.push(parsed.value);
    }
    return { value };
  },
);

const status = parameter(
  `a state letter or word (${Object.entries(processStatuses)
    .map(([letter, word]) => `${letter} ${word}`)
    .join(", ")})`,
  (value) =>
    orRefused(
      isProcessStatus(value)
        ? value
        : (Object.entries(processStatuses).find(([, word]) => word === value.toLowerCase())?.[0] as
            | ProcessStatus
            | undefined),
    ),
);

const host = parameter("the id of a host", (value) => orRefused(hostId.safeParse(value).data));

type Order = "asc" | "desc";
interface Sort {
  readonly field: ProcessFieldId;
  /** Undefined: what is measured with the highest first, a fact in its own order. */
  readonly order: Order | undefined;
}
/** A plus that was not escaped arrives as a blank. */
const signs: Readonly<Record<string, Order>> = { "-": "desc", "+": "asc", " ": "asc" };

const order = {
  sort: parameter("the id of a process field", (text): Parsed<Sort> => {
    const sign = signs[text.charAt(0)];
    const parsed = field(sign === undefined ? text : text.slice(1));
    return "got" in parsed ? parsed : { value: { field: parsed.value, order: sign } };
  })
    .prefault("cpu_percent")
    .describe(
      "The [field](fields.md) to sort by. In front of it, `-` puts the highest first, `+` (in a URL also `%2B`) the lowest. Without a sign, what is measured comes with the highest first, a fact in its own order. What could not be read is last.",
    ),
  order: oneOf<Order>({ asc: "asc", desc: "desc" })
    .optional()
    .describe("The order, in place of the sign in front of `sort`."),
};

const hasOneOrder = ({ sort, order }: { sort: Sort; order?: Order | undefined }): boolean =>
  order === undefined || sort.order === undefined || order === sort.order;
const oneOrder = { path: ["order"], error: "expected no other order than the sign of sort says" };

/** `GET /api/v1/processes`: all conditions hold together. */
export const processesQuery = z
  .strictObject({
    agent_id: host.optional().describe("Processes of this host."),
    host: host.optional().describe("The same as `agent_id`."),
    name: text(1, 256).optional().describe("Part of the name, in any letter case."),
    pid: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe("The process id."),
    status: status.optional().describe("The state of the process."),
    cpu_gt: percent.optional().describe("`cpu_percent` above this; 100 = one core."),
    mem_gt: percent.optional().describe("`memory_percent` above this."),
    port: wholeNumber(0, 65_535).optional().describe("Listens on this port."),
    user: text(1, 256).optional().describe("The user name, exactly."),
    q: text(0, limits.filterLength).optional().describe("A [filter](filter.md)."),
    ...order,
    limit: wholeNumber(0, 1_000_000).prefault("1000").describe("Processes to give at most."),
    offset: wholeNumber(0, Number.MAX_SAFE_INTEGER)
      .prefault("0")
      .describe("Processes to pass over first, in the order of `sort`."),
    fields: fields
      .optional()
      .describe("Only these [fields](fields.md), and `host`. Without it, all."),
  })
  .refine(hasOneOrder, oneOrder);
export type ProcessesQuery = z.output<typeof processesQuery>;

/** `GET /api/v1/processes/tree` of one host. */
export const treeQuery = z
  .strictObject({
    agent_id: host.optional().describe("The host. It, or `host`, must be there."),
    host: host.optional().describe("The same as `agent_id`."),
    include_zombies: oneOf({ 0: false, 1: true })
      .prefault("1")
      .describe("0 leaves zombies out; their children become roots."),
    ...order,
  })
  .refine(hasOneOrder, oneOrder)
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
  total: z.int().describe("The processes that match, of which `limit` are given from `offset` on."),
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
