import { type TuiOptions, type TuiTask } from "../tui-task.ts";
import { createHubClient } from "./ask-hub.ts";
import { printListAt } from "./print-list-at.ts";
import { printPast } from "./print-past.ts";

/** Prints what a hub tells of the past. Throws what `HubClient.ask` does. */
export const printPastTask = async (
  task: Extract<TuiTask, { kind: "past" | "list-at" }>,
  options: TuiOptions,
): Promise<void> => {
  const client = createHubClient(task.hub);
  try {
    await (task.kind === "past"
      ? printPast(client, task, options)
      : printListAt(client, task, options));
  } finally {
    client.close();
  }
};
