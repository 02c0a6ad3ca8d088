import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createHub, type Hub } from "../../src/hub/hub.ts";
import { type SyncPolicy } from "../../src/hub/journal/journal.ts";
import { createLogFiles, type LogFiles } from "../../src/hub/journal/log-files.ts";
import { type LogJournal, openLogJournal } from "../../src/hub/journal/log-journal.ts";
import { type ClosedLog } from "../../src/hub/journal/packer.ts";
import { type AgentPeer, connectAgentPeer } from "./agent-peer.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { createRecordingLogger, type RecordingLogger } from "./recording-logger.ts";
import { settleUntil } from "./settle-until.ts";

/** A folder that goes with the test. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "procmon-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** What a packer of a test took, by host. */
interface PackedLines {
  readonly logs: number[];
  readonly lines: Map<string, string[]>;
}

export interface LogHub {
  readonly clock: FakeClock;
  readonly log: RecordingLogger;
  readonly hub: Hub;
  readonly journal: LogJournal;
  readonly packed: PackedLines;
  /** A greeted agent. */
  readonly agent: (host?: string, epoch?: string) => AgentPeer;
  /** Lets a second pass, and what was sent be acknowledged up to a sequence number. */
  readonly acked: (agent: AgentPeer, sequence: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A hub over a log in a folder, with what takes the logs into memory. Recovered when it resolves. */
export const openLogHub = async (
  folder: string,
  options: {
    clock?: FakeClock;
    files?: LogFiles;
    policy?: SyncPolicy;
    limits?: { queueBytes?: number; queueBytesPerHost?: number; rotateAtBytes?: number };
    pack?: (log: ClosedLog) => Promise<void>;
  } = {},
): Promise<LogHub> => {
  const { clock = createFakeClock(), policy = "1s", limits = {} } = options;
  const log = createRecordingLogger();
  const packed: PackedLines = { logs: [], lines: new Map() };
  const pack = async (closed: ClosedLog): Promise<void> => {
    for (const name of closed.hosts) {
      const lines = packed.lines.get(name.host) ?? [];
      packed.lines.set(name.host, [...lines, ...(await closed.lines(name))]);
    }
    packed.logs.push(closed.start);
  };
  const journal = await openLogJournal({
    files: options.files ?? createLogFiles(folder),
    packer: { pack: options.pack ?? pack },
    policy,
    clock,
    log,
    limits,
  });
  const hub = createHub({ clock, log, maxHosts: 100, journal });
  await settleUntil("the log is read", () => !journal.isRecovering);
  return {
    clock,
    log,
    hub,
    journal,
    packed,
    agent: (host = "web-07", epoch = "epoch-1") => {
      const agent = connectAgentPeer((channel) => hub.acceptAgent(channel), {
        host,
        now: () => clock.now(),
      });
      agent.hello({ epoch });
      return agent;
    },
    acked: async (agent, sequence) => {
      await clock.advanceAsync(1000);
      await settleUntil(`frame ${sequence} is acknowledged`, () => {
        clock.advance(0);
        return (agent.acked() ?? -1) >= sequence;
      });
    },
    close: async () => {
      hub.close();
      await journal.close();
    },
  };
};
