import { type Clock, type Logger } from "../../protocol/effects.ts";
import { type HostName, type Window } from "../archive/archive.ts";
import { type FleetHost } from "../fleet-host.ts";
import { GatheredLog } from "./gathered-log.ts";
import { type Journal } from "./journal.ts";
import { frameEntry, helloEntry } from "./log-author.ts";
import { createPackQueue } from "./pack-queue.ts";
import { type Packer } from "./packer.ts";
import { keyOfName } from "./stored-log.ts";
import { type UnpackedFrames, type UnpackedLines } from "./unpacked-frames.ts";

const gatherMs = 300_000;
/** Characters of one host that gather at most before they are packed. */
const gatherLength = 4 * 1024 * 1024;
/** Logs of all hosts that wait to be packed. */
const mostWaiting = 4096;

export interface MemoryJournal extends Journal, UnpackedFrames {
  /** Logs given up because too many waited to be packed. */
  readonly droppedLogs: number;
}

/** A journal without files: frames count as kept at once, and gather until the archive takes them. */
export const createMemoryJournal = (options: {
  packer: Packer;
  clock: Clock;
  log: Logger;
}): MemoryJournal => {
  const { packer, clock, log } = options;
  const listeners: ((host: FleetHost, epoch: string, sequence: number) => void)[] = [];
  const gathering = new Map<string, { readonly log: GatheredLog; readonly cancel: () => void }>();
  let lastStart = 0;
  let droppedLogs = 0;
  let closed = false;
  const packing = createPackQueue<GatheredLog>({
    packer,
    clock,
    log,
    onPacked: () => Promise.resolve(),
  });

  const finish = (key: string): void => {
    const done = gathering.get(key);
    if (done === undefined) return;
    done.cancel();
    gathering.delete(key);
    if (done.log.span === undefined) return;
    if (packing.waiting.length >= mostWaiting) droppedLogs++;
    else packing.push(done.log);
  };
  const logOf = (host: FleetHost): GatheredLog => {
    const key = keyOfName(host);
    const known = gathering.get(key);
    if (known !== undefined && known.log.length < gatherLength) return known.log;
    finish(key);
    lastStart = Math.max(clock.now(), lastStart + 1);
    const begun = new GatheredLog(lastStart, { tenant: host.tenant, host: host.host });
    gathering.set(key, { log: begun, cancel: clock.after(gatherMs, () => finish(key)) });
    return begun;
  };
  /** Oldest first. */
  const logsOf = (name: HostName): GatheredLog[] => {
    const key = keyOfName(name);
    const last = gathering.get(key);
    const waiting = packing.waiting.filter((one) => keyOfName(one.name) === key);
    return last === undefined ? waiting : [...waiting, last.log];
  };

  return {
    greet: (host) => {
      if (!closed) logOf(host).add(helloEntry(host, clock.now()), host.epoch);
    },
    accept: (host, text, frame) => {
      if (closed) return;
      const to = logOf(host);
      if (!to.hasHello) to.add(helloEntry(host, clock.now()), host.epoch);
      to.add(frameEntry(host, text, frame, !to.hasKey), host.epoch);
      for (const listener of listeners) listener(host, host.epoch, frame.q);
    },
    forget: (host) => {
      const key = keyOfName(host);
      gathering.get(key)?.cancel();
      gathering.delete(key);
      for (const waiting of logsOf(host)) waiting.clear();
    },
    onKept: (listener) => void listeners.push(listener),
    onLost: () => undefined,
    recover: () => Promise.resolve(),
    trouble: undefined,
    isRecovering: false,
    get logBytes() {
      const all = [...packing.waiting, ...[...gathering.values()].map((one) => one.log)];
      return all.reduce((sum, { length }) => sum + length, 0);
    },
    lostFrames: 0,
    get droppedLogs() {
      return droppedLogs;
    },
    hosts: () => {
      const all = [...packing.waiting, ...[...gathering.values()].map((one) => one.log)];
      return [...new Map(all.map(({ name }) => [keyOfName(name), name])).values()];
    },
    span: (name) =>
      logsOf(name)
        .flatMap((one) => one.span ?? [])
        .reduce<Window | undefined>(
          (span, { from, to }) => ({
            from: Math.min(from, span?.from ?? from),
            to: Math.max(to, span?.to ?? to),
          }),
          undefined,
        ),
    lines: async (name, { to }) =>
      logsOf(name)
        .filter(({ span }) => span !== undefined && span.from <= to)
        .map((one): UnpackedLines => ({ log: one.start, lines: one.all })),
    close: async () => {
      closed = true;
      for (const { cancel } of gathering.values()) cancel();
      await packing.close();
    },
  };
};
