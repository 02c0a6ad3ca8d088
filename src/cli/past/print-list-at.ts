import process from "node:process";
import { readListQuery } from "../list-query.ts";
import { systemClock } from "../system-clock.ts";
import { type ListName, type TuiOptions, type TuiTask } from "../tui-task.ts";
import { writeText } from "../write-text.ts";
import { type HubClient } from "./ask-hub.ts";
import { askHostsAt, askTreeAt } from "./hosts-at.ts";
import { type ListAt, type ListText } from "./list-at.ts";
import { listNames } from "./list-names.ts";
import { formatIsoTime, formatLocalTime, systemZone } from "./local-zone.ts";
import { askProcessesAt } from "./processes-at.ts";
import { readMoment } from "./read-moment.ts";
import { writeNotes } from "./write-notes.ts";

const lists: Readonly<Record<ListName, (list: ListAt) => Promise<ListText>>> = {
  hosts: askHostsAt,
  processes: askProcessesAt,
  tree: askTreeAt,
};

/** Prints hosts, processes or the tree as they were at a moment; which moment, and who was silent, to stderr. */
export const printListAt = async (
  client: HubClient,
  { name, at: asked }: Extract<TuiTask, { kind: "list-at" }>,
  options: TuiOptions,
): Promise<void> => {
  const query = readListQuery(options);
  const at = readMoment("--at", asked, systemClock.now(), systemZone);
  const front = { at: formatIsoTime(at, systemZone) };
  const width = process.stdout.columns ?? null;
  const { text, absent } = await lists[name]({ client, at, front, query, options, width });
  const moment = formatLocalTime(at, systemZone);
  writeNotes([
    `at ${moment}`,
    ...(absent.length === 0 ? [] : [`silent then, or no longer kept: ${listNames(absent)}`]),
  ]);
  await writeText(process.stdout, text);
};
