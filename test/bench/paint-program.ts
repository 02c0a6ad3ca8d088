import { silentLogger } from "../../src/cli/silent-logger.ts";
import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { channelPair } from "../../src/protocol/channel-pair.ts";
import { encodeDelta, encodeKey } from "../../src/protocol/encode-frame.ts";
import { type SampleFrame } from "../../src/protocol/frame.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { createApp } from "../../src/tui/app.ts";
import { createScreenState } from "../../src/tui/data/screen-state.ts";
import { createCompositor } from "../../src/tui/term/compositor.ts";
import { createChrome } from "../../src/tui/ui/chrome.tsx";
import { createFakeClock, settle } from "../support/fake-clock.ts";
import { sampleEntry, sampleTime } from "../support/sample-fleet.ts";
import { median } from "./statistics.ts";

/**
 * The terminal's program without a terminal: a synthetic host in, frames out to nowhere, virtual time.
 * Arguments: columns, rows, processes, frames. Prints what paint-cost.ts reads. Bundled before it runs,
 * as the bins are.
 */
const [columns = 160, rows = 50, processes = 340, frames = 300] = process.argv.slice(2).map(Number);
const HOST = "bench";

const clock = createFakeClock();
const written = { bytes: 0 };
const compositor = createCompositor({
  columns,
  rows,
  writer: {
    busy: false,
    write: (frame) => {
      written.bytes += Buffer.byteLength(frame);
      return true;
    },
    drop: () => undefined,
    onDrain: () => undefined,
    counts: { written: 0, dropped: 0, bytes: 0 },
    close: async () => undefined,
  },
  colours: "256",
  synchronized: true,
  backgroundErase: true,
});
const [terminalSide, hubSide] = channelPair();
const app = createApp({
  compositor,
  connect: async () => terminalSide,
  clock,
  random: Math.random,
  log: silentLogger,
  capabilities: { colours: "256", glyphs: "block" },
  initial: createScreenState({ screen: "processes" }),
  loadChrome: async () => createChrome(),
  onQuit: () => undefined,
});

const relayed = (frame: SampleFrame): string =>
  `{"host":"${HOST}",${JSON.stringify(frame).slice(1)}`;
const shipped = new HostState();
const current = new HostState();
let sequence = 0;

const fill = (): void => {
  const table = current.processes;
  for (let slot = 0; slot < processes; slot++) {
    table.add(slot, 1000 + slot, slot * 10);
    table.info.name[slot] = "worker";
    table.info.cmdline[slot] = ["/opt/bench/worker", `--number=${slot}`, "--purpose=measuring"];
    table.info.username[slot] = "root";
    table.numbers.status[slot] = 83;
    table.numbers.ppid[slot] = 1;
    table.numbers.num_threads[slot] = 1 + (slot % 4);
    table.numbers.memory_rss[slot] = 1e6 + slot * 4096;
    table.numbers.cpu_time[slot] = slot;
    table.numbers.open_fds[slot] = 8 + (slot % 5);
    table.numbers.nice[slot] = 0;
  }
};

/** One process in ten works, others each time, so that the order by CPU changes all over the screen. */
const work = (): void => {
  current.time += 1000;
  current.elapsed = 1000;
  const { numbers } = current.processes;
  for (let slot = sequence % 10; slot < processes; slot += 10) {
    numbers.cpu_time[slot] = (numbers.cpu_time[slot] ?? 0) + 10 + Math.floor(Math.random() * 500);
    numbers.memory_rss[slot] = 1e6 + Math.floor(Math.random() * 1e4) * 4096;
  }
};

const nextDelta = (): string => {
  sequence++;
  work();
  const delta = encodeDelta(shipped, current, sequence);
  applyFrame(shipped, delta);
  return relayed(delta);
};

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const measure = async (
  step: () => Promise<void> | void,
): Promise<{ ms: number; bytes: number }> => {
  const bytes = written.bytes;
  const start = cpuMs();
  await step();
  return { ms: cpuMs() - start, bytes: written.bytes - bytes };
};

await settle();
fill();
current.time = sampleTime;
hubSide.send(JSON.stringify({ k: "hosts", now: sampleTime, hosts: [sampleEntry(HOST)] }));
sequence++;
const key = encodeKey(current, sequence);
applyFrame(shipped, key);
hubSide.send(relayed(key));
await clock.advanceAsync(900);

const ticks: { ms: number; bytes: number }[] = [];
for (let frame = 0; frame < frames; frame++) {
  const text = nextDelta();
  ticks.push(
    await measure(async () => {
      hubSide.send(text);
      await settle();
      clock.advance(900);
    }),
  );
}
// Behind the ticks: a cursor that moves keeps the rows in their places for a while.
const keys: { ms: number; bytes: number }[] = [];
for (let frame = 0; frame < frames; frame++) {
  const direction = frame % 20 < 10 ? "down" : "up";
  const event = { kind: "key", key: direction, ctrl: false, alt: false, shift: false } as const;
  keys.push(await measure(() => app.input(event)));
}
app.close();

/** The first half warms up. */
const steady = <T>(list: readonly T[]): readonly T[] => list.slice(list.length / 2);
console.log(
  JSON.stringify({
    tickMs: median(steady(ticks).map(({ ms }) => ms)),
    tickBytes: median(steady(ticks).map(({ bytes }) => bytes)),
    keyMs: median(steady(keys).map(({ ms }) => ms)),
    keyBytes: median(steady(keys).map(({ bytes }) => bytes)),
  }),
);
process.exit(0);
