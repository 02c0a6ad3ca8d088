import * as z from "zod/mini";
import { apiPaths } from "../../protocol/api-paths.ts";
import { identity, windowShape } from "./answer-schemas.ts";
import { askAnswer } from "./ask-answer.ts";
import { commandCell, hostCell, processCell, titleOf } from "./cell-text.ts";
import { listNames } from "./list-names.ts";
import { type PastAnswer, type PastQuestion } from "./past-answer.ts";
import { rowsTable, type TextColumn } from "./rows-table.ts";

const number = z.nullable(z.number());
const topRow = z.looseObject({
  key: z.nullable(z.string()),
  host: z.nullable(z.string()),
  ...identity,
  // A row that is of several processes is of none.
  pid: z.nullable(identity.pid),
  create_time: z.nullable(identity.create_time),
  hosts: z.int(),
  processes: z.int(),
  increase: number,
  average: number,
  max: number,
  share: number,
});
type TopRow = z.infer<typeof topRow>;

const topSchema = z.looseObject({
  ...windowShape,
  by: z.string(),
  increase_of: z.nullable(z.string()),
  group: z.string(),
  absent: z.array(z.string()),
  dropped: z.int(),
  rows: z.array(topRow),
});

/** Who used most in the window, highest first. */
export const askTop = async ({ client, query, options }: PastQuestion): Promise<PastAnswer> => {
  const { by, group, agg } = options;
  const asked = { path: apiPaths.top, query: { ...query, by, group, agg } };
  const answer = await askAnswer(client, asked, topSchema);
  const { absent, dropped, increase_of: counter, rows } = answer;
  const measure: TextColumn<TopRow>[] = [
    ...(counter === null
      ? []
      : [numberColumn(titleOf(counter), ({ increase }) => processCell(counter, increase))]),
    numberColumn(`${titleOf(answer.by)} avg`, ({ average }) => processCell(answer.by, average)),
    ...(counter === null
      ? [numberColumn(`${titleOf(answer.by)} max`, ({ max }) => processCell(answer.by, max))]
      : []),
    numberColumn("SHARE%", ({ share }) => hostCell("cpu_percent", share)),
  ];
  const columns: TextColumn<TopRow>[] =
    answer.group === "process"
      ? [
          { title: "HOST", most: 20, cell: ({ host }) => host ?? "-" },
          numberColumn("PID", ({ pid }) => String(pid ?? "-")),
          { title: "USER", most: 16, cell: ({ username }) => username ?? "-" },
          ...measure,
          {
            title: "COMMAND",
            cell: (row) => commandCell({ ...row, name: row.name ?? row.key }),
          },
        ]
      : [
          ...measure,
          numberColumn("HOSTS", ({ hosts }) => String(hosts)),
          numberColumn("PROCS", ({ processes }) => String(processes)),
          { title: answer.group.toUpperCase(), cell: ({ key }) => key ?? "-" },
        ];
  return {
    document: rows,
    window: answer,
    notes: [
      ...(absent.length === 0 ? [] : [`no sample in that time: ${listNames(absent)}`]),
      ...(dropped === 0 ? [] : [`${dropped} more groups were too many to rank`]),
    ],
    table: (_, width) => rowsTable(rows, columns, width),
  };
};

const numberColumn = (title: string, cell: (row: TopRow) => string): TextColumn<TopRow> => ({
  title,
  align: "right",
  cell,
});
