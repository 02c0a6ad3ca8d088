import { type Clock, type Logger } from "../../protocol/effects.ts";
import { type Damage } from "../archive/archive.ts";
import { type FleetHost } from "../fleet-host.ts";
import { type HostLines } from "./host-lines.ts";
import { type Journal, type SyncPolicy } from "./journal.ts";
import { forgetEntry, frameEntry, helloEntry, type LogEntry } from "./log-author.ts";
import { type LogFiles } from "./log-files.ts";
import { openLogFolder } from "./log-folder.ts";
import { lineFrontOf } from "./log-line.ts";
import { troubleOf } from "./log-trouble.ts";
import { createLogWriter } from "./log-writer.ts";
import { createPackQueue } from "./pack-queue.ts";
import { type Packer } from "./packer.ts";
import { recoverLogs } from "./recover-logs.ts";
import { type StoredLog } from "./stored-log.ts";
import { type UnpackedFrames } from "./unpacked-frames.ts";

const rotateAfterMs = 300_000;
const rotateAtBytes = 256 * 1024 * 1024;
/** For each byte of key frames a file may be longer by this: those of 5,000 hosts alone are 270 MB. */
const bytesPerKeyByte = 5;
/**
 * What may wait for the disk: a key frame of each host, which all send at once after a restart, and then
 * half a minute of 5,000 hosts or two hours of ten.
 */
const queueBytes = 32 * 1024 * 1024;
const queueBytesPerHost = 64 * 1024;
/** Two hours of logs that the archive does not take. */
const mostClosedLogs = 24;

/** A journal in files; what is in them is read until the archive has taken it. */
export interface LogJournal extends Journal, UnpackedFrames {
  /** When a frame that comes from now on counts as kept. */
  setPolicy(policy: SyncPolicy): void;
  /** Damaged places found since the start, newest last, at most a hundred. */
  readonly damages: readonly Damage[];
}

/** What the log has of a host. */
interface Track {
  readonly front: string;
  log: StoredLog | undefined;
  /** Its lines in `log`. */
  lines: HostLines | undefined;
  hasHello: boolean;
  hasKey: boolean;
  /** Of the last frame queued. */
  epoch: string;
  sequence: number;
}

interface Mark {
  readonly host: FleetHost;
  readonly epoch: string;
  readonly sequence: number;
}

/**
 * Opens the write-ahead log of all hosts. Files of an earlier run are listed; `recover` reads them. A
 * folder that cannot be written to is a `trouble` from the first frame on, no error.
 */
export const openLogJournal = async (options: {
  files: LogFiles;
  packer: Packer;
  policy: SyncPolicy;
  clock: Clock;
  log: Logger;
  limits?: {
    readonly queueBytes?: number;
    readonly queueBytesPerHost?: number;
    readonly rotateAtBytes?: number;
  };
}): Promise<LogJournal> => {
  const { files, packer, policy, clock, log: logger } = options;
  const limits = { queueBytes, queueBytesPerHost, rotateAtBytes, ...options.limits };
  const keptListeners: ((host: FleetHost, epoch: string, sequence: number) => void)[] = [];
  const lostListeners: ((host: FleetHost, sequence: number) => void)[] = [];
  const tracks = new WeakMap<FleetHost, Track>();
  /** Hosts whose frames are given up until there is room again. */
  const lost = new Set<FleetHost>();
  let lostFrames = 0;
  let current: StoredLog | undefined;
  let keyBytes = 0;
  let cancelRotation = (): void => undefined;
  /** Logs that nothing is added to and whose last lines are not on disk yet. */
  const ending: StoredLog[] = [];
  let wasTroubled = false;
  let closed = false;

  const folder = await openLogFolder(files, logger);
  const earlier = [...folder.logs];
  let isRecovering = earlier.length > 0;

  const onRest = (): void => {
    handOver();
    const trouble = troubleNow();
    if (wasTroubled !== (trouble !== undefined)) {
      wasTroubled = !wasTroubled;
      if (wasTroubled) logger.error({ reason: trouble }, "frames are not acknowledged");
      else logger.info({ lost_frames: lostFrames }, "frames are kept and acknowledged again");
    }
    if (hasRoom(0.5)) askAgain();
  };
  const packing = createPackQueue<StoredLog>({
    packer,
    clock,
    log: logger,
    onPacked: async (log) => {
      await folder.remove(log);
      onRest();
    },
  });
  const writer = createLogWriter<Mark>({
    files,
    clock,
    policy,
    onKept: (marks) => {
      // Of several frames of a host the last one says it all.
      const last = new Map(marks.map((mark) => [mark.host, mark]));
      for (const { host, epoch, sequence } of last.values())
        for (const listener of keptListeners) listener(host, epoch, sequence);
    },
    onRest,
  });

  const hasBacklog = (): boolean => packing.waiting.length + ending.length >= mostClosedLogs;
  const hasRoom = (share = 1): boolean => {
    const bytes = limits.queueBytes + limits.queueBytesPerHost * (current?.hostCount ?? 0);
    return writer.queuedBytes < share * bytes && !hasBacklog();
  };
  const troubleNow = (): string | undefined => {
    if (writer.error !== undefined) return troubleOf(writer.error);
    return hasBacklog() ? "the archive does not take in the log" : undefined;
  };
  const handOver = (): void => {
    while (!isRecovering && ending[0] !== undefined && ending[0].written === ending[0].size)
      packing.push(ending.shift() as StoredLog);
  };
  const askAgain = (): void => {
    for (const host of lost) {
      lost.delete(host);
      const { epoch, sequence } = trackOf(host);
      for (const listener of lostListeners) listener(host, epoch === host.epoch ? sequence : 0);
    }
  };

  const openLog = (): StoredLog => {
    if (current !== undefined) return current;
    current = folder.begin(clock.now());
    keyBytes = 0;
    cancelRotation = clock.after(rotateAfterMs, rotate);
    return current;
  };
  const rotate = (): void => {
    cancelRotation();
    // What waits for the disk stays in one file.
    if (writer.error !== undefined) {
      cancelRotation = clock.after(rotateAfterMs, rotate);
      return;
    }
    if (current !== undefined) ending.push(current);
    current = undefined;
    handOver();
  };

  const trackOf = (host: FleetHost): Track => {
    const known = tracks.get(host);
    if (known !== undefined) return known;
    const track: Track = {
      front: lineFrontOf(host),
      log: undefined,
      lines: undefined,
      hasHello: false,
      hasKey: false,
      epoch: "",
      sequence: 0,
    };
    tracks.set(host, track);
    return track;
  };
  const append = (track: Track, log: StoredLog, { body }: LogEntry, mark?: Mark) => {
    const offset = log.size;
    const { front } = track;
    const length = writer.append(log, { front, body, ...(mark !== undefined && { mark }) });
    return { offset, length };
  };
  const writeHello = (host: FleetHost, track: Track, log: StoredLog): void => {
    const entry = helloEntry(host, clock.now());
    track.lines?.addHello(append(track, log, entry), entry.time, host.epoch);
    track.hasHello = true;
  };
  const writeFrame = (host: FleetHost, track: Track, log: StoredLog, entry: LogEntry): void => {
    const { sequence, time } = entry;
    const isKey = entry.kind === "key";
    const place = append(track, log, entry, { host, epoch: host.epoch, sequence });
    track.lines?.addFrame(place, time, { isKey, sequence });
    if (isKey) {
      track.hasKey = true;
      keyBytes += place.length;
    }
    track.epoch = host.epoch;
    track.sequence = sequence;
  };
  /** The log to write to, with the track set to it; undefined while frames of the host are given up. */
  const enter = (host: FleetHost, track: Track): StoredLog | undefined => {
    if (!lost.has(host) && hasRoom()) {
      const log = openLog();
      if (track.log !== log) {
        track.log = log;
        track.lines = log.linesOf(host);
        track.hasHello = false;
        track.hasKey = false;
      }
      return log;
    }
    lost.add(host);
    track.hasHello = false;
    track.hasKey = false;
    return undefined;
  };

  return {
    greet: (host) => {
      if (closed) return;
      const track = trackOf(host);
      if (track.epoch !== host.epoch) track.hasKey = false;
      const log = enter(host, track);
      if (log !== undefined) writeHello(host, track, log);
    },
    accept: (host, text, frame) => {
      if (closed) return;
      const track = trackOf(host);
      const log = enter(host, track);
      if (log === undefined) {
        lostFrames++;
        return;
      }
      if (!track.hasHello) writeHello(host, track, log);
      writeFrame(host, track, log, frameEntry(host, text, frame, !track.hasKey));
      if (log.size >= limits.rotateAtBytes + bytesPerKeyByte * keyBytes) rotate();
    },
    forget: (host) => {
      if (closed) return;
      folder.forget(host);
      lost.delete(host);
      append(trackOf(host), openLog(), forgetEntry(clock.now()));
      tracks.delete(host);
    },
    onKept: (listener) => void keptListeners.push(listener),
    onLost: (listener) => void lostListeners.push(listener),
    recover: async (restore) => {
      const readable = await recoverLogs(earlier, {
        files,
        log: logger,
        clock,
        restore,
        onDamage: (log, offset) => folder.onDamage(log, offset),
      });
      isRecovering = false;
      for (const log of earlier) if (readable.has(log)) packing.push(log);
      handOver();
    },
    get trouble() {
      return troubleNow();
    },
    get isRecovering() {
      return isRecovering;
    },
    get logBytes() {
      return folder.logs.reduce((bytes, { size }) => bytes + size, 0);
    },
    get lostFrames() {
      return lostFrames;
    },
    hosts: () => folder.hosts(),
    span: (name) => folder.span(name),
    lines: (name, window) => folder.lines(name, window),
    damages: folder.damages,
    setPolicy: (next) => writer.setPolicy(next),
    close: async () => {
      closed = true;
      cancelRotation();
      await writer.close();
      folder.close();
      await packing.close();
    },
  };
};
