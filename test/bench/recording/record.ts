import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { chooseSource } from "../../../src/agent/source/choose-source.ts";
import { systemClock } from "../../../src/cli/system-clock.ts";
import { version } from "../../../src/cli/version.ts";
import { applyFrame } from "../../../src/protocol/apply-frame.ts";
import { encodeDelta, encodeKey } from "../../../src/protocol/encode-frame.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { PROTOCOL_VERSION } from "../../../src/protocol/protocol-version.ts";
import { scrubFacts, scrubFrame } from "./scrub.ts";
import { startWorkload } from "./workload.ts";

/*
 *     node test/bench/recording/record.ts [--minutes 35] [--interval 5]
 *
 * Records this machine under a workload with churn as the frames of one agent, scrubbed of words that
 * tell where, to test/fixtures/recording/. Made once: benches compare on the same recording.
 */
const { values: flags } = parseArgs({
  options: {
    minutes: { type: "string", default: "35" },
    interval: { type: "string", default: "5" },
  },
});
const intervalMs = Number(flags.interval) * 1000;
const samples = Math.round((Number(flags.minutes) * 60_000) / intervalMs);
const file = join(
  import.meta.dirname,
  `../../fixtures/recording/every-${flags.interval}s.ndjson.gz`,
);

const source = await chooseSource({ clock: systemClock });
const workload = await startWorkload(Number(flags.minutes) * 60 + 120);
try {
  const facts = scrubFacts(await source.facts());
  const lines = [
    JSON.stringify({
      k: "hello",
      protocol: PROTOCOL_VERSION,
      host: "recorded",
      epoch: "recording",
      interval_ms: intervalMs,
      facts: { ...facts, agent_version: version },
    }),
  ];
  await sleep(10_000);
  const current = new HostState();
  const shipped = new HostState();
  const start = performance.now();
  for (let q = 1; q <= samples; q++) {
    await source.sample(current);
    const delta = encodeDelta(shipped, current, q);
    applyFrame(shipped, delta);
    lines.push(JSON.stringify(scrubFrame(q === 1 ? encodeKey(shipped, q) : delta)));
    if (q % 12 === 0)
      console.log(`${q} of ${samples} samples, ${current.processes.count} processes`);
    await sleep(Math.max(0, start + q * intervalMs - performance.now()));
  }
  writeFileSync(file, gzipSync(`${lines.join("\n")}\n`, { level: 9 }));
  console.log(`wrote ${file}`);
} finally {
  await workload.close();
  source.close();
}
