#!/usr/bin/env node
import process from "node:process";
import { hubCommand, hubSynonyms } from "./hub-command.ts";
import { parseHubTask } from "./hub-task.ts";
import { parseArguments } from "./parse-arguments.ts";
import { readHubSettings, settingsFileOf } from "./read-hub-settings.ts";
import { run } from "./run.ts";
import { version } from "./version.ts";

await run(hubCommand.name, async () => {
  const { argv, env, stdin } = process;
  const { words, flags } = await parseArguments(hubCommand, {
    argv: argv.slice(2),
    version,
    synonyms: hubSynonyms,
  });
  const task = parseHubTask(words);
  const given = { flags, env };
  const settings = await readHubSettings(given);
  switch (task.kind) {
    case "serve": {
      const { serveHub } = await import("./serve-hub.ts");
      const canReload = settingsFileOf(given) !== undefined || stdin.isTTY !== true;
      await serveHub(settings, canReload ? () => readHubSettings(given) : undefined);
      break;
    }
    case "config": {
      const { printSettings } = await import("./settings/print-settings.ts");
      const { hubSettings } = await import("./settings/hub-settings.ts");
      const { writeText } = await import("./write-text.ts");
      await writeText(process.stdout, printSettings(hubSettings, settings));
      break;
    }
    case "backup": {
      const { backupData } = await import("./copy-data.ts");
      await backupData(settings.values, task.folder);
      break;
    }
    case "restore": {
      const { restoreData } = await import("./copy-data.ts");
      await restoreData(settings.values, task.folder);
      break;
    }
    case "verify": {
      const { verifyDataFolder } = await import("./verify-data.ts");
      await verifyDataFolder(settings.values);
      break;
    }
  }
});
