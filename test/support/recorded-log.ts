import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLogHub, temporaryFolder } from "./log-hub.ts";

/** The bytes of a log file of two hosts as the hub wrote it, and where its lines stand. */
export interface RecordedLog {
  readonly name: string;
  readonly bytes: Buffer;
  /** Offset of each line, and of the end. */
  readonly starts: readonly number[];
  readonly lines: readonly { readonly host: string; readonly k: string; readonly q: number }[];
}

/** Some greetings, key frames and deltas of two hosts in turns; the last line is a delta of `web-07`. */
export const recordLog = async (): Promise<RecordedLog> => {
  const folder = mkdtempSync(join(tmpdir(), "procmon-log-"));
  const { agent, acked, close } = await openLogHub(folder);
  const web = agent("web-07");
  const db = agent("db-1");
  for (const one of [db, web]) one.key(1);
  for (let sequence = 2; sequence <= 4; sequence++)
    for (const one of [db, web]) {
      one.put(30 + sequence);
      one.delta(sequence);
    }
  db.key(5);
  for (const one of [db, web]) {
    one.put(1, { name: "café", rss: 5 });
    one.delta(one === db ? 6 : 5);
  }
  await acked(web, 5);
  await close();
  const log = readLog(folder);
  rmSync(folder, { recursive: true });
  return log;
};

const readLog = (folder: string): RecordedLog => {
  const name = readdirSync(folder).at(-1) as string;
  const bytes = readFileSync(join(folder, name));
  const starts = [0];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  const texts = bytes.toString().split("\n").slice(0, -1);
  const lines = texts.map((text) => {
    const { host, k, q = 0 } = JSON.parse(text) as { host: string; k: string; q?: number };
    return { host, k, q };
  });
  return { name, bytes, starts, lines };
};

/** A folder with a log file of these bytes. */
export const writeLog = (name: string, bytes: Uint8Array): string => {
  const folder = join(temporaryFolder(), "wal");
  mkdirSync(folder);
  writeFileSync(join(folder, name), bytes);
  return folder;
};
