import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { hostId } from "../host-id.ts";
import { processFieldIds, processFields } from "../process-fields.ts";
import { type ProcessRow, processRow } from "../process-row.ts";
import { type Call } from "./call.ts";
import { hasOneOrder, oneOrder } from "./order.ts";
import { hasHost, hostParameters, moment, needsHost, oneOf } from "./parameter.ts";
import { processOrder } from "./process-parameter.ts";

export const treeQuery = z
  .strictObject({
    ...hostParameters,
    include_zombies: oneOf({ 0: false, 1: true })
      .prefault("1")
      .describe("0 leaves zombies out; their children become roots."),
    at: moment
      .optional()
      .describe(
        "The tree at this moment, from the last sample at or before it. Without it, that of now.",
      ),
    ...processOrder,
  })
  .refine(hasOneOrder, oneOrder)
  .refine(hasHost, needsHost);
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

export const treeAnswer = z.object({
  host: hostId,
  time: z.int().describe("When the sample was made, milliseconds since 1970; 0 before the first."),
  processes: z.array(treeNode),
});

export const treeCall = {
  method: "GET",
  path: apiPaths.tree,
  summary: "the processes of one host as a tree",
  query: treeQuery,
  answer: {
    schema: treeAnswer,
    what: `The answer has \`host\`, \`time\`: when the sample was made, and \`processes\`: those whose parent is not there. Each process has \`host\`, every [field of a process](fields.md#processes), its \`children\` in the same shape, and \`subtree\`: the sums over the process and all below it of ${subtreeFieldIds.map((id) => `\`${id}\``).join(", ")}. A sum is of the values that could be read, and \`null\` where none could.`,
  },
  examples: [{ query: { host: "web-07", sort: "-cpu_percent" } }],
} as const satisfies Call;
