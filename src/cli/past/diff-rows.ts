import * as z from "zod/mini";
import { apiPaths } from "../../protocol/api-paths.ts";
import { identity, time, windowShape } from "./answer-schemas.ts";
import { askAnswer } from "./ask-answer.ts";
import { commandCell, processCell, titleOf } from "./cell-text.ts";
import { formatLocalClock } from "./local-zone.ts";
import { type PastAnswer, type PastQuestion } from "./past-answer.ts";
import { rowsTable, type TextColumn } from "./rows-table.ts";

const present = z.looseObject(identity);
const move = z.looseObject({
  ...identity,
  before: z.number(),
  after: z.number(),
  change: z.number(),
});
const changedRow = z.looseObject({ ...identity, after: z.looseObject({}) });
const moves = z.record(z.string(), z.array(move));

const diffSchema = z.looseObject({
  host: z.string(),
  ...windowShape,
  from_time: time,
  to_time: time,
  rebooted: z.boolean(),
  counts: z.looseObject({ started: z.int(), exited: z.int(), changed: z.int() }),
  started: z.array(present),
  exited: z.array(present),
  grew: moves,
  shrank: moves,
  changed: z.array(changedRow),
});
type Diff = z.infer<typeof diffSchema>;
type Present = z.infer<typeof present>;
type Move = z.infer<typeof move>;

/** What changed on a host between two moments: one object, as it is of several lists. */
export const askDiff = async ({ client, query }: PastQuestion): Promise<PastAnswer> => {
  const answer = await askAnswer(client, { path: apiPaths.diff, query }, diffSchema);
  const { host, from_time: from, to_time: to } = answer;
  return {
    document: answer,
    window: answer,
    notes: answer.rebooted ? [`${host} was started anew in between`] : [],
    table: (zone, width) =>
      [
        `${host}: samples of ${formatLocalClock(from, zone)} and ${formatLocalClock(to, zone)}\n`,
        ...sectionsOf(answer, width),
      ].join("\n"),
  };
};

const sectionsOf = (answer: Diff, width: number | null): string[] => {
  const { counts, started, exited, grew, shrank, changed } = answer;
  const ids = [...new Set([...Object.keys(grew), ...Object.keys(shrank)])];
  return [
    ...section(`started: ${shown(started, counts.started)}`, started, presentColumns, width),
    ...section(`exited: ${shown(exited, counts.exited)}`, exited, presentColumns, width),
    ...ids.flatMap((id) => [
      ...section(`${id} grew`, grew[id] ?? [], moveColumns(id), width),
      ...section(`${id} fell`, shrank[id] ?? [], moveColumns(id), width),
    ]),
    ...section(`changed: ${shown(changed, counts.changed)}`, changed, changedColumns, width),
  ];
};

const section = <Row>(
  title: string,
  rows: readonly Row[],
  columns: readonly TextColumn<Row>[],
  width: number | null,
): string[] => (rows.length === 0 ? [] : [`${title}\n${rowsTable(rows, columns, width)}`]);

const shown = ({ length }: readonly unknown[], total: number): string =>
  length < total ? `${length} of ${total}` : String(total);

const withIdentity = <Row extends Present>(
  columns: readonly TextColumn<Row>[],
): TextColumn<Row>[] => [
  { title: "PID", align: "right", cell: ({ pid }) => String(pid) },
  { title: "USER", most: 16, cell: ({ username }) => username ?? "-" },
  ...columns,
  { title: "COMMAND", cell: commandCell },
];

const presentColumns = withIdentity<Present>(
  ["memory_rss", "cpu_percent", "cpu_time", "open_fds", "num_threads"].map((id) => ({
    title: titleOf(id),
    align: "right",
    cell: (row) => processCell(id, row[id]),
  })),
);

const moveColumns = (id: string): TextColumn<Move>[] =>
  withIdentity(
    (["before", "after", "change"] as const).map((key) => ({
      title: key.toUpperCase(),
      align: "right",
      // Units are made for what is above zero.
      cell: (row) => (row[key] < 0 ? `-${processCell(id, -row[key])}` : processCell(id, row[key])),
    })),
  );

const changedColumns = withIdentity<z.infer<typeof changedRow>>([
  { title: "FIELDS", cell: ({ after }) => Object.keys(after).join(",") },
]);
