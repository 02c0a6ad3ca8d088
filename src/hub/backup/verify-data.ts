import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Damage } from "../archive/archive.ts";
import { parseHourName } from "../archive/hour.ts";
import { findMembers } from "../archive/member/find-members.ts";
import { decodeMember, memberHeaderBytes, memberLength } from "../archive/member/gzip-member.ts";
import { partOfRaw } from "../archive/paths.ts";
import { parseHeader } from "../archive/segment/segment-layout.ts";
import { parseEventLine } from "../events/event-line.ts";
import { createLogFiles } from "../journal/log-files.ts";
import { scanLog } from "../journal/scan-log.ts";
import { type CopyProgress } from "./copy-all.ts";
import { listDataFiles } from "./list-data-files.ts";

/**
 * Reads every file of a data folder and checks every checksum in it. What a running hub writes at this
 * moment, and what a crash cut off at the end of a file, is no damage: nobody was told that it is kept.
 * A file that goes meanwhile is left out.
 */
export const verifyData = async (options: {
  dataDir: string;
  onProgress: (progress: CopyProgress) => void;
  onDamage: (damage: Damage) => void;
}): Promise<CopyProgress> => {
  const { dataDir, onProgress, onDamage } = options;
  let files = 0;
  let bytes = 0;
  for await (const path of listDataFiles(dataDir)) {
    const checked = await checkFile(dataDir, path);
    if (checked === undefined) continue;
    files++;
    bytes += checked.bytes;
    for (const reason of checked.damages) onDamage({ file: path, reason });
    onProgress({ files, bytes });
  }
  return { files, bytes };
};

interface Checked {
  readonly bytes: number;
  /** What is damaged, a phrase each. */
  readonly damages: readonly string[];
}

/** undefined where the file is gone. */
const checkFile = async (dataDir: string, path: string): Promise<Checked | undefined> => {
  const file = join(dataDir, path);
  try {
    if (path.startsWith("journal/wal/")) return await checkLog(file);
    const content = await readFile(file);
    return { bytes: content.length, damages: await damagesOf(path, content) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    return { bytes: 0, damages: [`it cannot be read (${code ?? String(error)})`] };
  }
};

const damagesOf = async (path: string, content: Buffer): Promise<string[]> => {
  if (path.endsWith(".gz")) return checkMembers(path, content);
  if (path.endsWith(".ndjson")) return checkEvents(content);
  if (path.endsWith(".json") || path.endsWith(".json.bak")) return checkDocument(content);
  return [];
};

const checkLog = async (file: string): Promise<Checked> => {
  const handle = await createLogFiles(dirname(file)).open(basename(file), "read");
  try {
    const { damagedLines, firstDamage, size } = await scanLog(handle, {
      take: () => undefined,
      afterBlock: async () => undefined,
    });
    const at = firstDamage === undefined ? "" : `, the first at byte ${firstDamage}`;
    return {
      bytes: size,
      damages: damagedLines === 0 ? [] : [`${linesText(damagedLines)} damaged${at}`],
    };
  } finally {
    await handle.close();
  }
};

const checkMembers = async (path: string, content: Buffer): Promise<string[]> => {
  // Only groups are added to a file that is there; the others are written whole.
  const [, , kind, host = "", name = ""] = path.split("/");
  const isHot = kind === "hot";
  if (content.length === 0) return isHot ? [] : ["it is empty"];
  const { members, gaps } = findMembers(content);
  const damages = new Set<string>();
  for (const { offset, length, isTail } of gaps) {
    if (isTail && isHot && isUnfinished(content.subarray(offset))) continue;
    damages.add(`${length} bytes at byte ${offset} are no whole gzip member`);
  }
  for (const { offset, length } of members)
    try {
      const inflated = await decodeMember(content.subarray(offset, offset + length));
      const header = kind === "raw" ? parseHeader(inflated) : undefined;
      if (header === undefined) continue;
      // Each header stands there twice, but a reason is given once.
      if (header.host !== host) damages.add("a header in it names another host");
      if (parseHourName(String(header.hour)) !== partOfRaw(name)?.hour)
        damages.add("a header in it names another hour");
    } catch (error) {
      damages.add(`the gzip member at byte ${offset}: ${(error as Error).message}`);
    }
  return [...damages];
};

/** A member that was not written to its end, and not one whose length is damaged. */
const isUnfinished = (tail: Buffer): boolean => {
  if (tail.length < memberHeaderBytes) return true;
  if ((memberLength(tail) ?? 0) <= tail.length) return false;
  try {
    gunzipSync(tail);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "Z_BUF_ERROR";
  }
};

const checkEvents = (content: Buffer): string[] => {
  const lines = content.toString("utf8").split("\n").slice(0, -1);
  const damaged = lines.filter((line) => parseEventLine(line) === undefined).length;
  return damaged === 0 ? [] : [`${linesText(damaged)} damaged`];
};

const checkDocument = (content: Buffer): string[] => {
  try {
    JSON.parse(content.toString("utf8"));
    return [];
  } catch {
    return ["it is no JSON"];
  }
};

const linesText = (count: number): string => (count === 1 ? "1 line is" : `${count} lines are`);
