import process from "node:process";
import { systemClock } from "../system-clock.ts";
import { type PastName, type TuiOptions, type TuiTask } from "../tui-task.ts";
import { writeText } from "../write-text.ts";
import { type HubClient } from "./ask-hub.ts";
import { askDiff } from "./diff-rows.ts";
import { askEvents } from "./event-rows.ts";
import { askHistory } from "./history-rows.ts";
import { formatLocalTime, systemZone } from "./local-zone.ts";
import { type PastAnswer, type PastQuestion } from "./past-answer.ts";
import { readWindow } from "./read-window.ts";
import { askSeries } from "./series-rows.ts";
import { askTop } from "./top-rows.ts";
import { writeNotes } from "./write-notes.ts";

const questions: Readonly<Record<PastName, (question: PastQuestion) => Promise<PastAnswer>>> = {
  history: askHistory,
  series: askSeries,
  top: askTop,
  events: askEvents,
  diff: askDiff,
};

/** Prints an answer about the past, as JSON or as a plain table; the window it is of goes to stderr. */
export const printPast = async (
  client: HubClient,
  { name, pid }: Extract<TuiTask, { kind: "past" }>,
  options: TuiOptions,
): Promise<void> => {
  const { host, limit, from, to, json } = options;
  const query = { host, ...readWindow({ from, to }, systemClock.now(), systemZone), limit };
  const question = { client, pid, query, options };
  const { document, window, notes, table } = await questions[name](question);
  const text = (time: number): string => formatLocalTime(time, systemZone);
  const isWindowTold = !json || from !== undefined || to !== undefined;
  writeNotes([
    ...(isWindowTold ? [`from ${text(window.from)} to ${text(window.to)}`] : []),
    ...notes,
  ]);
  const width = process.stdout.columns ?? null;
  const shown = json ? `${JSON.stringify(document, null, 2)}\n` : table(systemZone, width);
  await writeText(process.stdout, shown);
};
