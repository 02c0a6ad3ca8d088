#!/usr/bin/env node
import process from "node:process";
import { startEmbeddedThread } from "./embedded-thread.ts";
import { openHub } from "./open-hub.ts";
import { readOptions } from "./read-options.ts";
import { run } from "./run.ts";
import { tuiCommand } from "./tui-command.ts";
import { parseTuiTask } from "./tui-task.ts";
import { version } from "./version.ts";

await run(tuiCommand.name, async () => {
  const { words, values } = await readOptions(tuiCommand, {
    argv: process.argv.slice(2),
    env: process.env,
    version,
  });
  const task = parseTuiTask(words, values);
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && process.env["TERM"] !== "dumb";
  if (task.kind === "screen" && !values.json && isTerminal) {
    // First of all: the thread that samples starts while this one loads what it needs to draw.
    const hub = await openHub(values, startEmbeddedThread);
    try {
      const { runScreen } = await import("./run-screen.ts");
      await runScreen(values, hub);
    } finally {
      hub.close();
    }
  } else {
    const { printTask } = await import("./print-task.ts");
    await printTask(task, values);
  }
});
