#!/usr/bin/env node
import process from "node:process";
import { openKnownHosts } from "../hub/documents/known-hosts.ts";
import { createHttpServer } from "../hub/http/server.ts";
import { createHub } from "../hub/hub.ts";
import { hubCommand, hubGuesses } from "./hub-command.ts";
import { createJsonLogger } from "./json-logger.ts";
import { readOptions } from "./read-options.ts";
import { refuseWords } from "./refuse-words.ts";
import { run } from "./run.ts";
import { systemClock } from "./system-clock.ts";
import { thisProcess } from "./this-process.ts";
import { untilEnded } from "./until-ended.ts";
import { version } from "./version.ts";

await run(hubCommand.name, async () => {
  const { words, values } = await readOptions(hubCommand, {
    argv: process.argv.slice(2),
    env: process.env,
    version,
  });
  refuseWords(words, hubGuesses);
  const log = createJsonLogger(hubCommand.name, values.logLevel);
  const effects = { clock: systemClock, log };
  const knownHosts = await openKnownHosts(values.dataDir, { ...effects, holder: thisProcess });
  const { entries } = knownHosts;
  const hub = createHub({ ...effects, maxHosts: values.maxHosts, known: entries });
  try {
    const server = await createHttpServer({
      ...effects,
      hub,
      listen: values.listen,
      allowHosts: values.allowHost,
      insecurePlaintext: values.insecurePlaintext,
    });
    log.info({ url: server.url, known_hosts: entries.length, version }, "listening");
    knownHosts.follow(() => hub.hosts());
    await untilEnded();
    await server.close();
  } finally {
    await knownHosts.close();
    hub.close();
  }
});
