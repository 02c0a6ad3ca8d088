#!/usr/bin/env node
import process from "node:process";
import { startEmbeddedThread } from "./embedded-thread.ts";
import { openHub } from "./open-hub.ts";
import { readOptions } from "./read-options.ts";
import { run } from "./run.ts";
import { tuiCommand } from "./tui-command.ts";
import { version } from "./version.ts";

await run(tuiCommand.name, async () => {
  const { words, values } = await readOptions(tuiCommand, {
    argv: process.argv.slice(2),
    env: process.env,
    version,
  });
  // Who asks for nothing gets the screen, without waiting for what takes questions apart.
  const isAsked =
    process.argv.length > 2 || Object.keys(process.env).some((name) => name.startsWith("PROCMON_"));
  const task = isAsked
    ? (await import("./tui-task.ts")).parseTuiTask(words, values)
    : ({ kind: "screen" } as const);
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && process.env["TERM"] !== "dumb";
  if (task.kind === "past" || task.kind === "list-at") {
    const { printPastTask } = await import("./past/print-past-task.ts");
    await printPastTask(task, values);
  } else if (task.kind === "screen" && !values.json && isTerminal) {
    // First of all: the thread that samples starts while this one loads what it needs to draw.
    const hub = await openHub(values, startEmbeddedThread);
    try {
      const { runScreen } = await import("./run-screen.ts");
      await runScreen(values, hub);
    } finally {
      hub.close();
    }
  } else {
    const { printDocument } = await import("./print-document.ts");
    await printDocument(task.kind === "list" ? task.name : "processes", values);
  }
});
