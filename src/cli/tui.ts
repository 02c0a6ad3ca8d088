#!/usr/bin/env node
import process from "node:process";
import { ProcmonError } from "../protocol/procmon-error.ts";
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
  const name = documentName(words);
  if (values.watch && !values.json) {
    throw new ProcmonError(
      "PROCMON_USAGE",
      "--watch: expected --json beside it; without it the screen is live anyway",
    );
  }
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && process.env["TERM"] !== "dumb";
  if (name === undefined && !values.json && isTerminal) {
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
    await printDocument(name ?? "processes", values);
  }
});

function documentName(words: readonly string[]): keyof typeof tuiCommand.words | undefined {
  const [word, ...more] = words;
  const known = Object.keys(tuiCommand.words) as (keyof typeof tuiCommand.words)[];
  const name = known.find((one) => one === word);
  if ((word !== undefined && name === undefined) || more.length > 0) {
    const got = JSON.stringify(more.length > 0 ? words.join(" ") : word);
    throw new ProcmonError(
      "PROCMON_USAGE",
      `expected one of ${known.join(", ")}, or nothing for the screen; got ${got}`,
    );
  }
  return name;
}
