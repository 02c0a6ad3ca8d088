import { createHubClient } from "./past/ask-hub.ts";
import { printListAt } from "./past/print-list-at.ts";
import { printPast } from "./past/print-past.ts";
import { printDocument } from "./print-document.ts";
import { type TuiOptions, type TuiTask } from "./tui-task.ts";

/** Prints what a call of procmon-tui asks for; without a word the processes. */
export const printTask = async (task: TuiTask, options: TuiOptions): Promise<void> => {
  if (task.kind === "screen") return printDocument("processes", options);
  if (task.kind === "list") return printDocument(task.name, options);
  const client = createHubClient(task.hub);
  try {
    await (task.kind === "past"
      ? printPast(client, task, options)
      : printListAt(client, task, options));
  } finally {
    client.close();
  }
};
