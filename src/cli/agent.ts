#!/usr/bin/env -S node --max-semi-space-size=1 --max-old-space-size=192 --single-threaded
/*
 * The flags keep the agent small on the machine it watches: a nursery of 1 MB (the default of 16 MB would
 * be filled before it is ever emptied); a heap that holds 20,000 processes with room to spare (128 MB do);
 * no threads of V8's own, whose heaps and stacks are 7 MB. Measured in docs/performance.md.
 */
import { randomUUID } from "node:crypto";
import process from "node:process";
import { createAgent } from "../agent/agent.ts";
import { chooseSource } from "../agent/source/choose-source.ts";
import { apiPaths } from "../protocol/api-paths.ts";
import { agentCommand, agentGuesses } from "./agent-command.ts";
import { connectWebSocket } from "./connect-web-socket.ts";
import { createJsonLogger } from "./json-logger.ts";
import { readOptions } from "./read-options.ts";
import { refuseWords } from "./refuse-words.ts";
import { run } from "./run.ts";
import { systemClock } from "./system-clock.ts";
import { untilEnded } from "./until-ended.ts";
import { version } from "./version.ts";

await run(agentCommand.name, async () => {
  const { words, values } = await readOptions(agentCommand, {
    argv: process.argv.slice(2),
    env: process.env,
    version,
  });
  refuseWords(words, agentGuesses);
  const log = createJsonLogger(agentCommand.name, values.logLevel);
  const source = await chooseSource({ wanted: values.source, clock: systemClock });
  const giveUp = new AbortController();
  const agent = createAgent({
    host: values.id,
    source,
    connect: () => connectWebSocket(values.hub, apiPaths.agent, giveUp.signal),
    intervalMs: values.interval,
    clock: systemClock,
    random: Math.random,
    log,
    version,
    epoch: randomUUID(),
  });
  log.info(
    {
      host: values.id,
      hub: values.hub.href,
      interval_ms: values.interval,
      source: source.kind,
      version,
    },
    "sampling",
  );
  agent.start();
  await untilEnded();
  agent.close();
  giveUp.abort();
});
