import * as z from "zod/mini";
import { apiPaths } from "../../protocol/api-paths.ts";
import { ownersShape, time, windowShape } from "./answer-schemas.ts";
import { askAnswer } from "./ask-answer.ts";
import { alignOf, processCell, titleOf } from "./cell-text.ts";
import { formatLocalClock } from "./local-zone.ts";
import { ownerNotes } from "./owner-notes.ts";
import { type PastAnswer, type PastQuestion } from "./past-answer.ts";
import { rowsTable } from "./rows-table.ts";

const historySchema = z.looseObject({
  host: z.string(),
  ...windowShape,
  ...ownersShape,
  total: z.int(),
  points: z.array(z.looseObject({ time })),
});

/** Every sample of one process in the window. */
export const askHistory = async ({
  client,
  pid,
  query,
  options,
}: PastQuestion): Promise<PastAnswer> => {
  const asked = { ...query, fields: options.fields, create_time: options.createTime };
  const answer = await askAnswer(
    client,
    { path: apiPaths.history, params: { pid: String(pid) }, query: asked },
    historySchema,
  );
  const { host, process, points, total } = answer;
  const ids = Object.keys(points[0] ?? {}).filter((id) => id !== "time");
  return {
    document: points.map((point) => ({ host, pid: process.pid, ...point })),
    window: answer,
    notes: [
      ...ownerNotes(process, answer.others),
      ...(points.length < total
        ? [`the newest ${points.length} of ${total} samples; --limit gives more`]
        : []),
    ],
    table: (zone, width) =>
      rowsTable<(typeof points)[number]>(
        points,
        [
          { title: "TIME", cell: (point) => formatLocalClock(point.time, zone) },
          ...ids.map((id) => ({
            title: titleOf(id),
            align: alignOf(id),
            cell: (point: Readonly<Record<string, unknown>>) => processCell(id, point[id]),
          })),
        ],
        width,
      ),
  };
};
