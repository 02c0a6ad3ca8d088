import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32, gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeMember } from "../../../src/hub/archive/member/gzip-member.ts";
import { verifyData } from "../../../src/hub/backup/verify-data.ts";
import { eventLineOf } from "../../../src/hub/events/event-line.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "procmon-verify-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const put = async (path: string, content: Buffer | string): Promise<void> => {
  await mkdir(dirname(join(dataDir, path)), { recursive: true });
  await writeFile(join(dataDir, path), content);
};
const damagesOf = async (path: string, content: Buffer | string): Promise<string[]> => {
  await put(path, content);
  const damages: string[] = [];
  await verifyData({
    dataDir,
    onProgress: () => undefined,
    onDamage: ({ file, reason }) => damages.push(`${file}: ${reason}`),
  });
  return damages;
};
const flipped = (content: Buffer, byte: number): Buffer => {
  const copy = Buffer.from(content);
  copy[byte] = (copy[byte] as number) ^ 0x10;
  return copy;
};

const readsAs = (one: Buffer, other: Buffer): boolean => gunzipSync(one).equals(gunzipSync(other));

const logLine = (text: string): string => {
  const rest = `"host":"web-1",${text.slice(1)}`;
  return `{"crc":"${crc32(rest).toString(16).padStart(8, "0")}",${rest}\n`;
};
const log = Buffer.from(
  [1, 2, 3].map((q) => logLine(`{"k":"delta","q":${q},"t":1795144320000,"e":5000}`)).join(""),
);
const event = eventLineOf({ id: "1", time: 1, kind: "host_up", host: "web-1" });
const members = async (): Promise<Buffer> =>
  Buffer.concat([
    await encodeMember(Buffer.from("first\n")),
    await encodeMember(Buffer.from("second\n")),
  ]);

const paths = {
  log: "journal/wal/1795144320000.ndjson",
  hot: "journal/default/hot/web-1/2026-11-20T03.ndjson.gz",
  raw: "journal/default/raw/web-1/2026-11-20T03.json.gz",
  events: "journal/default/events/2026-11-20.ndjson",
  document: "documents/hosts.json",
};

test("what is as it was written is said to be so, with how much it is", async () => {
  await put(paths.log, log);
  await put(paths.hot, await members());
  await put(paths.raw, await members());
  await put(paths.events, event);
  const progress: number[] = [];
  const damages: unknown[] = [];
  await put(paths.document, "{}");
  const checked = await verifyData({
    dataDir,
    onProgress: ({ files }) => progress.push(files),
    onDamage: (damage) => damages.push(damage),
  });
  const bytes = log.length + 2 * (await members()).length + event.length + 2;
  expect([checked, damages]).toEqual([{ files: 5, bytes }, []]);
  expect(progress).toEqual([1, 2, 3, 4, 5]);
});

describe("a flipped bit is found", () => {
  test("in every byte of a file of members", async () => {
    const whole = await members();
    for (let byte = 0; byte < whole.length; byte++)
      for (const path of [paths.hot, paths.raw]) {
        const damages = await damagesOf(path, flipped(whole, byte));
        // The last bits of a deflate stream mean nothing.
        const isSame = damages.length === 0 && readsAs(flipped(whole, byte), whole);
        expect([byte, damages.length > 0 || isSame]).toEqual([byte, true]);
        expect(damages.every((one) => one.startsWith(path))).toBe(true);
        await rm(join(dataDir, path));
      }
  });

  test("in every byte of the log but those of its last newline", async () => {
    for (let byte = 0; byte < log.length - 1; byte++) {
      const damages = await damagesOf(paths.log, flipped(log, byte));
      expect([byte, damages.length]).toEqual([byte, 1]);
    }
  });

  test("in an event, and in a document that is then no JSON", async () => {
    expect(await damagesOf(paths.events, event.replace("web-1", "web-2"))).toEqual([
      `${paths.events}: 1 line is damaged`,
    ]);
    await rm(join(dataDir, paths.events));
    expect(await damagesOf(paths.document, '{"version":')).toEqual([
      `${paths.document}: it is no JSON`,
    ]);
  });
});

describe("what a crash cut off is no damage", () => {
  test("at any byte of the last group", async () => {
    const whole = await members();
    const first = (await encodeMember(Buffer.from("first\n"))).length;
    for (let end = first; end < whole.length; end++)
      expect([end, await damagesOf(paths.hot, whole.subarray(0, end))]).toEqual([end, []]);
  });

  test("at any byte of the last line of the log", async () => {
    const start = log.lastIndexOf("\n", log.length - 2) + 1;
    for (let end = start; end < log.length; end++)
      expect([end, await damagesOf(paths.log, log.subarray(0, end))]).toEqual([end, []]);
  });

  test("but a segment is written whole or not at all", async () => {
    const whole = await members();
    expect(await damagesOf(paths.raw, whole.subarray(0, -1))).toHaveLength(1);
  });
});

describe("a file of segments", () => {
  const segment = async (host: string, hour: string): Promise<Buffer> => {
    const rest = '"place":[0,1],"boots":[],"boot_at":[],"t":[1,[]],"e":[],"groups":[]';
    const header = `{"v":1,"k":"segment","host":"${host}","hour":"${hour}",${rest},"host_length":0,"members":[]}\n`;
    const member = await encodeMember(Buffer.from(header));
    return Buffer.concat([member, member]);
  };

  test("is damaged where it is empty; a file of groups may be", async () => {
    expect(await damagesOf(paths.hot, "")).toEqual([]);
    expect(await damagesOf(paths.raw, "")).toEqual([`${paths.raw}: it is empty`]);
  });

  test("is damaged where it names another host or hour than its path", async () => {
    expect(await damagesOf(paths.raw, await segment("web-1", "2026-11-20T03"))).toEqual([]);
    expect(await damagesOf(paths.raw, await segment("web-2", "2026-11-20T03"))).toEqual([
      `${paths.raw}: a header in it names another host`,
    ]);
    expect(await damagesOf(paths.raw, await segment("web-1", "2026-11-20T04"))).toEqual([
      `${paths.raw}: a header in it names another hour`,
    ]);
  });
});
