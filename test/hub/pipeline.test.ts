import fc from "fast-check";
import { expect, test } from "vitest";
import { createAgent } from "../../src/agent/agent.ts";
import { createHub } from "../../src/hub/hub.ts";
import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { channelPair } from "../../src/protocol/channel-pair.ts";
import { type Channel } from "../../src/protocol/effects.ts";
import { encodeKey } from "../../src/protocol/encode-frame.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createScriptedSource } from "../support/scripted-source.ts";
import { connectTerminalPeer } from "../support/terminal-peer.ts";

/** A real agent, a real hub and a terminal, on a line that can lose frames and break. */
const start = () => {
  const clock = createFakeClock();
  const log = createRecordingLogger();
  const hub = createHub({ clock, log, maxHosts: 1 });
  const source = createScriptedSource(clock);
  const line = { loses: false, channel: undefined as Channel | undefined };
  const agent = createAgent({
    host: "web-07",
    source,
    connect: async () => {
      const [agentSide, hubSide] = channelPair();
      hub.acceptAgent(hubSide);
      line.channel = agentSide;
      const send = agentSide.send.bind(agentSide);
      agentSide.send = (text) => {
        if (!line.loses || text.startsWith('{"k":"hello"')) send(text);
      };
      return agentSide;
    },
    intervalMs: 1000,
    clock,
    random: () => 0.5,
    log,
    version: "0.1.0",
    epoch: "epoch-1",
  });
  const terminal = connectTerminalPeer((channel) => hub.acceptTerminal(channel));
  terminal.watch("*");
  agent.start();
  return { clock, hub, source, line, agent, terminal };
};

const pid = fc.integer({ min: 1, max: 12 });
const step = fc.oneof(
  fc.record({ do: fc.constant("put" as const), pid, value: fc.nat(9999), isLost: fc.boolean() }),
  fc.record({ do: fc.constant("kill" as const), pid, isLost: fc.boolean() }),
  fc.record({ do: fc.constantFrom("break", "stall", "clog", "unclog"), isLost: fc.boolean() }),
);
test("agent, hub and terminal hold the same table whatever is lost on the way", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { clock, hub, source, line, agent, terminal } = start();
      await clock.advanceAsync(1000);
      for (const one of steps) {
        if (one.do === "put" && "value" in one)
          source.processes.set(one.pid, {
            name: `p${one.pid}`,
            rss: one.value,
            cpuTime: one.value,
          });
        else if (one.do === "kill" && "pid" in one) source.processes.delete(one.pid);
        else if (one.do === "break") line.channel?.close(1001, "");
        else if (one.do === "stall") clock.stall(2500);
        else if (one.do === "clog") terminal.unread = 2_000_000;
        else if (one.do === "unclog") terminal.unread = 0;
        line.loses = one.isLost;
        await clock.advanceAsync(1000);
        line.loses = false;
      }
      terminal.unread = 0;
      await clock.advanceAsync(5000);

      const held = hub.view("web-07")?.state ?? new HostState();
      const { processes } = held;
      const table = [...source.processes].map(([pid, { rss }]) => {
        const slot = processes.slotOfPid(pid) ?? -1;
        return [pid, rss, processes.numbers.memory_rss[slot]];
      });
      expect(processes.count).toBe(source.processes.size);
      for (const [, sampled, kept] of table) expect(kept).toBe(sampled);

      const shown = new HostState();
      for (const frame of terminal.received) if ("q" in frame) applyFrame(shown, frame);
      expect(encodeKey(shown, 0)).toEqual(encodeKey(held, 0));
      expect(hub.counters.refused).toBe(0);
      agent.close();
      hub.close();
    }),
    { numRuns: 200 },
  );
});
