import { type HostName } from "../../../../src/hub/archive/archive.ts";
import { type ClosedLog } from "../../../../src/hub/journal/packer.ts";
import { type UnpackedFrames } from "../../../../src/hub/journal/unpacked-frames.ts";
import { applyFrame } from "../../../../src/protocol/apply-frame.ts";
import { encodeDelta, encodeKey } from "../../../../src/protocol/encode-frame.ts";
import { type SampleFrame } from "../../../../src/protocol/frame.ts";
import { type HostFacts } from "../../../../src/protocol/host-facts.ts";
import { HostState } from "../../../../src/protocol/host-state.ts";
import { bornRowFieldIds, numberFieldIds } from "../../../../src/protocol/process-fields.ts";
import { factsOf } from "../../../support/host-facts.ts";

export const someName: HostName = { tenant: "default", host: "web-1" };

/** A table with nothing of it left to slots, so that two of one content are equal. */
export interface ExpectedSample {
  readonly time: number;
  readonly elapsed: number;
  readonly bootId: string;
  readonly values: readonly string[];
  readonly cores: HostState["corePercents"];
  readonly mounts: HostState["mounts"];
  readonly rows: readonly string[];
}

export const expectedOf = (state: HostState, bootId: string): ExpectedSample => {
  const { processes } = state;
  const rows: string[] = [];
  for (let slot = 0; slot < processes.bound; slot++) {
    if (processes.used[slot] !== 1) continue;
    rows.push(
      rowText(processes.pid[slot] as number, processes.start[slot] as number, [
        ...numberFieldIds.map((id) => processes.numbers[id][slot] as number),
        ...bornRowFieldIds.map((id) => processes.info[id][slot] ?? null),
      ]),
    );
  }
  return {
    time: state.time,
    elapsed: state.elapsed,
    bootId,
    values: Array.from(state.values, String),
    cores: state.corePercents,
    mounts: state.mounts,
    rows: rows.sort(),
  };
};

/** NaN is no JSON. */
export const rowText = (pid: number, start: number, cells: readonly unknown[]): string =>
  JSON.stringify([pid, start, ...cells], (_, value: unknown) =>
    typeof value === "number" && Number.isNaN(value) ? "NaN" : value,
  );

/** An agent and the log of a hub for it: what is kept, and what tables it must give back. */
export interface SimulatedHost {
  readonly expected: ExpectedSample[];
  /** The log as it stands: its closed files that are not packed yet, and the one that is written to. */
  readonly unpacked: UnpackedFrames;
  sample(state: HostState, options?: { isKey?: boolean; at?: number }): void;
  /** The agent starts again; with other facts, after a reboot. */
  greet(facts?: HostFacts): void;
  /** A frame is lost on its way: the agent sends a key frame next. */
  lose(state: HostState): void;
  /** Ends the log file and gives it, to be packed and then removed. */
  closeLog(): ClosedLog | undefined;
  removeLog(log: ClosedLog): void;
}

export const createSimulatedHost = (name = someName): SimulatedHost => {
  let facts = factsOf();
  let epochs = 0;
  let q = 0;
  /** What the agent sent last, and what the hub has. */
  let sent = new HostState();
  let kept = new HostState();
  let needsKey = true;
  let starts = 1_000;
  let open: { start: number; lines: string[] } | undefined;
  const closed: { start: number; lines: string[] }[] = [];
  const expected: ExpectedSample[] = [];

  const hello = (): string =>
    JSON.stringify({
      k: "hello",
      protocol: 1,
      host: name.host,
      epoch: `epoch-${epochs}`,
      interval_ms: 5000,
      facts,
    });
  const write = (line: string): void => void open?.lines.push(line);

  return {
    expected,
    unpacked: {
      hosts: () => (open === undefined && closed.length === 0 ? [] : [name]),
      span: () => {
        const times = [...closed, ...(open === undefined ? [] : [open])].flatMap(({ lines }) =>
          lines
            .map((line) => JSON.parse(line) as { k: string; t: number; at?: number })
            .filter(({ k }) => k !== "hello")
            .map(({ t, at }) => at ?? t),
        );
        return times.length === 0
          ? undefined
          : { from: Math.min(...times), to: Math.max(...times) };
      },
      lines: async () =>
        [...closed, ...(open === undefined ? [] : [open])].map(({ start, lines }) => ({
          log: start,
          lines: [...lines],
        })),
    },
    sample: (state, { isKey = false, at } = {}) => {
      q++;
      const frame: SampleFrame =
        needsKey || isKey ? encodeKey(state, q) : encodeDelta(sent, state, q);
      applyFrame(sent, JSON.parse(JSON.stringify(frame)) as SampleFrame);
      applyFrame(kept, frame);
      needsKey = false;
      const front = at === undefined ? {} : { at };
      if (open === undefined) {
        open = { start: starts++, lines: [hello()] };
        write(JSON.stringify({ ...front, ...(frame.k === "key" ? frame : encodeKey(kept, q)) }));
      } else write(JSON.stringify({ ...front, ...frame }));
      const one = expectedOf(kept, facts.boot_id);
      expected.push(at === undefined ? one : { ...one, time: at });
    },
    greet: (changed = facts) => {
      facts = changed;
      epochs++;
      q = 0;
      sent = new HostState();
      kept = new HostState();
      needsKey = true;
      if (open !== undefined) write(hello());
    },
    lose: (state) => {
      q++;
      applyFrame(sent, encodeDelta(sent, state, q));
      needsKey = true;
    },
    closeLog: () => {
      if (open === undefined) return undefined;
      const log = open;
      open = undefined;
      closed.push(log);
      return { start: log.start, hosts: [name], lines: async () => log.lines };
    },
    removeLog: (log) => {
      closed.splice(
        closed.findIndex(({ start }) => start === log.start),
        1,
      );
    },
  };
};
