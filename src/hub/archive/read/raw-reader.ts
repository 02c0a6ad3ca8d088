import { type Clock } from "../../../protocol/effects.ts";
import { type UnpackedFrames, type UnpackedLines } from "../../journal/unpacked-frames.ts";
import { type HostName, type Window } from "../archive.ts";
import { createBreather } from "../breather.ts";
import { type Group, groupNameOf } from "../group/encode-group.ts";
import { type OnDamage, readGroups } from "../group/read-groups.ts";
import { hourMs, hourOf } from "../hour.ts";
import { hostFolder, hotPath, hourOfHot } from "../paths.ts";
import { cutGroup, keyOf } from "../seal/seal-hour.ts";
import { createKnownHeaders } from "../segment/known-headers.ts";
import { listSegmentFiles, type SegmentFile } from "../segment/list-segment-files.ts";
import {
  openSegments,
  type StoredSegment,
  type Want,
  wantNothing,
} from "../segment/read-segments.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { PieceCutter } from "../timeline/cut-pieces.ts";
import { type PieceRecord } from "../timeline/records.ts";

/** A stretch of samples as it is kept: a segment, of which little is read, or frames made into tracks. */
export type Stretch =
  | { readonly kind: "segment"; readonly segment: StoredSegment; readonly times: Float64Array }
  | { readonly kind: "record"; readonly record: PieceRecord; readonly times: Float64Array };

export interface RawReader {
  /**
   * All that meets a window, hour by hour, the oldest first; every sample in one stretch. Of a segment,
   * what is wanted is read along while its file is open.
   */
  hours(name: HostName, window: Window, want?: Want): AsyncGenerator<readonly Stretch[]>;
  /** The hours that may hold samples, oldest first. */
  hoursKept(name: HostName): Promise<number[]>;
}

/** Segments, groups and the log as one timeline, also while they turn into each other. */
export const createRawReader = (options: {
  shelf: Shelf;
  clock: Clock;
  unpacked: UnpackedFrames | undefined;
  onDamage: OnDamage;
}): RawReader => {
  const { shelf, clock, unpacked, onDamage } = options;
  const known = createKnownHeaders();

  const recordsOf = async (name: HostName, groups: readonly Pick<Group, "lines">[]) => {
    if (groups.length === 0) return [];
    const breather = createBreather(clock);
    const cutter = new PieceCutter(name.host);
    const records: PieceRecord[] = [];
    for (const group of groups) await cutGroup(cutter, group, records, breather);
    const last = cutter.end();
    if (last !== undefined) records.push(last);
    return records;
  };

  const hotHours = async (name: HostName): Promise<Set<number>> => {
    const files = await shelf.list(hostFolder(name, "hot"));
    return new Set(files.map(hourOfHot).filter((hour) => hour !== undefined));
  };

  /** Groups before segments: a group that is gone by then is in a segment. */
  const groupsOfHour = async (name: HostName, hour: number, window: Window) => {
    const groups: Group[] = [];
    for await (const group of readGroups(shelf, hotPath(name, hour), onDamage, window))
      groups.push(group);
    return groups;
  };
  const segmentsOf = async (
    files: readonly SegmentFile[],
    want: Want,
  ): Promise<StoredSegment[]> => {
    const segments: StoredSegment[] = [];
    for (const { path } of files)
      segments.push(...(await openSegments(shelf, path, onDamage, want, known)));
    return segments;
  };

  async function* hours(
    name: HostName,
    window: Window,
    want: Want = wantNothing,
  ): AsyncGenerator<readonly Stretch[]> {
    const logs = ((await unpacked?.lines(name, window)) ?? []).filter(
      ({ lines }) => lines.length > 0,
    );
    const inLog = await stretchesOfLogs(name, logs);
    const hot = await hotHours(name);
    const numbers = new Set([...hot, ...inLog.keys()]);
    const files = Map.groupBy(await listSegmentFiles(shelf, name), ({ hour }) => hour);
    for (const hour of files.keys()) numbers.add(hour);
    const logStarts = new Set(logs.map(({ log }) => log));
    for (const hour of [...numbers].sort((a, b) => a - b)) {
      if ((hour + 1) * hourMs <= window.from || hour * hourMs > window.to) continue;
      const isHot = hot.has(hour);
      const groups = isHot ? await groupsOfHour(name, hour, window) : [];
      const segments = await segmentsOf(
        isHot ? await listSegmentFiles(shelf, name, hour) : (files.get(hour) ?? []),
        want,
      );
      const sealed = new Set(segments.flatMap(({ header }) => header.groups.map(keyOf)));
      const sealedLogs = new Set(
        segments.flatMap(({ header }) => header.groups.map(([log]) => log)),
      );
      const open = groups.filter(
        (group) => !sealed.has(keyOf(groupNameOf(group))) && !logStarts.has(group.head.log),
      );
      const stretches: Stretch[] = segments.map((segment) => ({
        kind: "segment",
        segment,
        times: segment.times,
      }));
      for (const record of await recordsOf(name, open)) stretches.push(stretchOf(record));
      for (const { log, record } of inLog.get(hour) ?? [])
        if (!sealedLogs.has(log)) stretches.push(stretchOf(record));
      const inWindow = stretches.filter(({ times }) => meets(times, window));
      if (inWindow.length > 0) yield inWindow.sort((a, b) => firstOf(a) - firstOf(b));
    }
  }

  /** By hour. Each log by itself, so that it can be told which of them a segment holds already. */
  const stretchesOfLogs = async (name: HostName, logs: readonly UnpackedLines[]) => {
    const byHour = new Map<number, { log: number; record: PieceRecord }[]>();
    for (const { log, lines } of logs)
      for (const record of await recordsOf(name, [{ lines }])) {
        const hour = hourOf(record.times[0] as number);
        byHour.set(hour, [...(byHour.get(hour) ?? []), { log, record }]);
      }
    return byHour;
  };

  return {
    hours,
    hoursKept: async (name) => {
      const inLog = unpacked?.span(name);
      const numbers = await hotHours(name);
      if (inLog !== undefined) {
        const newest = hourOf(inLog.to);
        const oldest = Math.max(hourOf(inLog.from), newest - hoursInLog);
        for (let hour = oldest; hour <= newest; hour++) numbers.add(hour);
      }
      for (const { hour } of await listSegmentFiles(shelf, name)) numbers.add(hour);
      return [...numbers].sort((a, b) => a - b);
    },
  };
};

/** The log holds minutes, and what an agent gathered while it was cut off. */
const hoursInLog = 1000;

const stretchOf = (record: PieceRecord): Stretch => ({
  kind: "record",
  record,
  times: record.times,
});

const firstOf = ({ times }: Stretch): number => times[0] as number;

const meets = (times: Float64Array, { from, to }: Window): boolean =>
  times.length > 0 && (times[0] as number) <= to && (times.at(-1) as number) >= from;
