import { hostFieldNumber } from "../../src/protocol/host-state.ts";
import { type SomeProcess, someFacts } from "./host-view.ts";
import { type SomeSample } from "./pieces-of-samples.ts";

/** The 20th November 2026, 00:00 UTC. */
export const someDay = Date.UTC(2026, 10, 20);

/**
 * A host over some time, a sample each `every` milliseconds: pid 1 sleeps, pid 2 uses half a core and 1000
 * more bytes of memory a minute, and in the first sample of every tenth minute there is a new `cc1`.
 */
export const steadySamples = (from: number, to: number, every = 20_000): SomeSample[] => {
  const samples: SomeSample[] = [];
  for (let time = from; time < to; time += every) {
    const since = time - someDay;
    const processes: SomeProcess[] = [
      { pid: 1, start: 10, name: "init", cpu_time: 0, memory_rss: 4096, status: "S" },
      {
        pid: 2,
        start: 20,
        name: "busy",
        cpu_time: since * 5,
        memory_rss: 1_000_000 + Math.floor(since / 60_000) * 1000,
        status: "R",
      },
    ];
    if (since % 600_000 === 0)
      processes.push({
        pid: 100 + ((since / 600_000) % 50),
        start: time - 1000 - someFacts.boot_time,
        name: "cc1",
        cpu_time: 9000,
        memory_rss: 20_000,
        status: "R",
      });
    samples.push({
      time,
      elapsed: time === from ? 0 : every,
      values: new Map([
        [hostFieldNumber("load1"), Math.floor(since / 60_000) % 100],
        [hostFieldNumber("net_rx_bytes"), since],
      ]),
      processes,
    });
  }
  return samples;
};
