import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { bornRowFieldIds, type InfoFieldId, type ProcessFieldId } from "../process-fields.ts";
import { processRow } from "../process-row.ts";
import { type Call } from "./call.ts";
import { hasHost, hostParameters, moment, needsHost, wholeNumber } from "./parameter.ts";
import { processIdentity } from "./process-identity.ts";

/** The measures whose change between two moments is told. */
export const diffFieldIds = [
  "memory_rss",
  "cpu_percent",
  "cpu_time",
  "open_fds",
  "num_threads",
] as const satisfies readonly ProcessFieldId[];
export type DiffFieldId = (typeof diffFieldIds)[number];

const diffQuery = z
  .strictObject({
    ...hostParameters,
    from: moment.prefault("-1h").describe("The earlier moment."),
    to: moment.prefault("now").describe("The later moment."),
    limit: wholeNumber(1, 10_000)
      .prefault("50")
      .describe("Processes to give at most, of each list."),
  })
  .refine(hasHost, needsHost);

const move = z.object({
  ...processIdentity.shape,
  before: z.number(),
  after: z.number(),
  change: z.number().describe("`after` less `before`, in the unit of the field."),
});
export type Move = z.infer<typeof move>;

const moves = (what: string) =>
  z
    .object(Object.fromEntries(diffFieldIds.map((id) => [id, z.array(move)])))
    .describe(what) as unknown as z.ZodType<Record<DiffFieldId, Move[]>>;

/** A process that came or went, as it was in the table that shows it. */
const present = z.object({
  ...processIdentity.shape,
  ...Object.fromEntries(diffFieldIds.map((id) => [id, z.number().nullable()])),
});
export type DiffRow = z.infer<typeof processIdentity> & Record<DiffFieldId, number | null>;

const infoShape = z
  .object(processRow.shape)
  .pick(Object.fromEntries(bornRowFieldIds.map((id) => [id, true])) as Record<InfoFieldId, true>)
  .partial();

const changed = z.object({
  ...processIdentity.shape,
  before: infoShape.describe("The fields that changed, as they were."),
  after: infoShape.describe("The same fields as they became."),
});
export type ChangedInfo = z.infer<typeof changed>;

const counts = z.object({
  started: z.int(),
  exited: z.int(),
  changed: z.int(),
});

export const diffAnswer = z.object({
  host: z.string(),
  from: z.int().describe("The moment asked for, milliseconds since 1970."),
  to: z.int().describe("The moment asked for, milliseconds since 1970."),
  from_time: z.int().describe("When the sample was made that stands for `from`."),
  to_time: z.int().describe("When the sample was made that stands for `to`."),
  rebooted: z.boolean().describe("Whether the host was started anew in between."),
  counts: counts.describe("How many there are of each; at most `limit` are given."),
  started: z
    .array(present)
    .describe("Processes that `to` has and `from` had not, highest `memory_rss` first."),
  exited: z
    .array(present)
    .describe("Processes that `from` had and `to` has not, highest `memory_rss` first."),
  grew: moves("Processes of both moments, by the field that grew, largest change first."),
  shrank: moves("Processes of both moments, by the field that fell, largest change first."),
  changed: z.array(changed).describe("Processes whose texts or ports changed, by pid."),
});
export type DiffAnswer = Omit<z.infer<typeof diffAnswer>, "started" | "exited"> & {
  started: DiffRow[];
  exited: DiffRow[];
};

export const diffCall = {
  method: "GET",
  path: apiPaths.diff,
  summary: "what changed on a host between two moments",
  description:
    "Two tables are compared, each from the last sample at or before its moment. What began and ended in between is in neither: `GET /api/v1/processes/top` and `GET /api/v1/events` tell of it.",
  query: diffQuery,
  answer: {
    schema: diffAnswer,
    what: `The answer has \`host\`; \`from\`, \`to\`, and when the samples were made that stand for them: \`from_time\`, \`to_time\`; \`rebooted\`; \`counts\`; the lists \`started\` and \`exited\`; \`grew\` and \`shrank\`, each with a list for ${diffFieldIds.map((id) => `\`${id}\``).join(", ")}, whose rows have \`before\`, \`after\` and \`change\`; and \`changed\`: texts and ports that changed. A \`404\` says of which moment no sample is kept.`,
  },
  examples: [
    { query: { agent_id: "web-07", from: "-1h" } },
    {
      query: {
        host: "web-07",
        from: "2026-11-20T03:00:00Z",
        to: "2026-11-20T03:12:00Z",
        limit: "10",
      },
    },
  ],
} as const satisfies Call;
