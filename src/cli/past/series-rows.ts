import * as z from "zod/mini";
import { apiPaths } from "../../protocol/api-paths.ts";
import { ownersShape, time, windowShape } from "./answer-schemas.ts";
import { askAnswer } from "./ask-answer.ts";
import { hostCell, processCell, titleOf } from "./cell-text.ts";
import { formatLocalClock, type LocalZone } from "./local-zone.ts";
import { ownerNotes } from "./owner-notes.ts";
import { type PastAnswer, type PastQuestion } from "./past-answer.ts";
import { rowsTable, type TextColumn } from "./rows-table.ts";

const bucket = z.looseObject({ time, samples: z.int() });
type Bucket = z.infer<typeof bucket>;

/** Of the series of a host, of which the figures at a moment are made, too. */
export const hostSeriesSchema = z.looseObject({
  host: z.string(),
  ...windowShape,
  buckets: z.array(bucket),
});
const seriesSchema = z.extend(hostSeriesSchema, ownersShape);

/** One process over time in buckets of equal length, or without a pid its host. */
export const askSeries = ({ client, pid, query, options }: PastQuestion): Promise<PastAnswer> => {
  const { fields, step, agg, createTime } = options;
  const asked = { fields, step, agg };
  return pid === undefined
    ? askHost(client, { ...query, ...asked })
    : askProcess(client, pid, { ...query, ...asked, create_time: createTime });
};

const askHost = async (
  client: PastQuestion["client"],
  { host, ...query }: PastQuestion["query"],
): Promise<PastAnswer> => {
  const answer = await askAnswer(
    client,
    { path: apiPaths.hostSeries, params: { host: String(host) }, query },
    hostSeriesSchema,
  );
  const { buckets } = answer;
  return {
    document: buckets.map((one) => ({ host: answer.host, ...one })),
    window: answer,
    notes: [],
    table: (zone, width) => rowsTable(buckets, columnsOf(buckets, hostCell, zone), width),
  };
};

const askProcess = async (
  client: PastQuestion["client"],
  pid: number,
  query: PastQuestion["query"],
): Promise<PastAnswer> => {
  const answer = await askAnswer(
    client,
    { path: apiPaths.series, params: { pid: String(pid) }, query },
    seriesSchema,
  );
  const { host, process, buckets } = answer;
  return {
    document: buckets.map((one) => ({ host, pid: process.pid, ...one })),
    window: answer,
    notes: ownerNotes(process, answer.others),
    table: (zone, width) => rowsTable(buckets, columnsOf(buckets, processCell, zone), width),
  };
};

/** Time and samples, then a column for each aggregate of each field. */
const columnsOf = (
  buckets: readonly Bucket[],
  cellOf: (id: string, value: unknown) => string,
  zone: LocalZone,
): TextColumn<Bucket>[] => [
  { title: "TIME", cell: (one) => formatLocalClock(one.time, zone) },
  { title: "SAMPLES", align: "right", cell: ({ samples }) => String(samples) },
  ...Object.entries(buckets[0] ?? {}).flatMap(([id, first]) =>
    Object.keys(aggregatesOf(first)).map(
      (aggregate): TextColumn<Bucket> => ({
        title: aggregate === "avg" ? titleOf(id) : `${titleOf(id)} ${aggregate}`,
        align: "right",
        cell: (one) => cellOf(id, aggregatesOf(one[id])[aggregate]),
      }),
    ),
  ),
];

const aggregatesOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
