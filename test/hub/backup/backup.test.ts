import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { restoreBackup } from "../../../src/hub/backup/restore-backup.ts";
import { writeBackup } from "../../../src/hub/backup/write-backup.ts";

let folder: string;
let dataDir: string;
let target: string;
let fresh: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "procmon-backup-"));
  dataDir = join(folder, "data");
  target = join(folder, "copy");
  fresh = join(folder, "fresh");
  await mkdir(fresh);
  for (const [path, text] of Object.entries(kept)) await put(path, text);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const kept: Readonly<Record<string, string>> = {
  "documents/hosts.json": "{}",
  "journal/default/1h/web-1/2026-11.json.gz": "months",
  "journal/default/1m/web-1/2026-11-20T02.json.gz": "minutes",
  "journal/default/events/2026-11-20.ndjson": "events",
  "journal/default/hot/web-1/2026-11-20T03.ndjson.gz": "groups",
  "journal/default/raw/web-1/2026-11-20T02.json.gz": "segment",
  "journal/default/raw/web-2/2026-11-20T02.json.gz": "x".repeat(3_000_000),
  "journal/wal/1795144320000.ndjson": "log\n",
};
const put = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(dataDir, path)), { recursive: true });
  await writeFile(join(dataDir, path), text);
};
const filesIn = async (root: string): Promise<Record<string, string>> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
  return Object.fromEntries(
    paths.map((path, i) => [path.slice(root.length + 1), texts[i] as string]),
  );
};
const backup = (
  onProgress: (progress: { files: number }) => Promise<void> | void = () => undefined,
) =>
  writeBackup({
    dataDir,
    target,
    now: 1_800_000_000_000,
    onProgress: (one) => void onProgress(one),
  });
const restore = () =>
  restoreBackup({ source: target, dataDir: fresh, onProgress: () => undefined });

test("what was copied comes back as it was, for this user alone", async () => {
  await put("lock", "1");
  await put("journal/default/raw/web-1/half.json.gz.tmp", "not finished");
  await put("documents/lock", "1");
  const bytes = Object.values(kept).join("").length;
  expect(await backup()).toEqual({ files: 8, bytes });
  expect(await restore()).toEqual({ files: 8, bytes, damaged: [] });
  expect(await filesIn(fresh)).toEqual(kept);
  expect((await readdir(fresh)).sort()).toEqual(["documents", "journal"]);
  const modes = [fresh, target].flatMap((root) => [
    stat(join(root, "documents/hosts.json")),
    stat(join(root, "journal/default/raw")),
  ]);
  const bits = (await Promise.all(modes)).map(({ mode }) => mode & 0o777);
  if (process.platform !== "win32") expect(bits).toEqual([0o600, 0o700, 0o600, 0o700]);
});

test("the list of a backup has each file, its bytes and checksum, line by line", async () => {
  await backup();
  const lines = (await readFile(join(target, "backup.ndjson"), "utf8")).trimEnd().split("\n");
  const list = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(list[0]).toEqual({ k: "backup", v: 1, at: 1_800_000_000_000 });
  expect(list.at(-1)).toMatchObject({ k: "end", files: 8 });
  // CRC-32 of "log\n" as `gzip -v -l` shows it.
  expect(list).toContainEqual({
    k: "file",
    path: "journal/wal/1795144320000.ndjson",
    bytes: 4,
    crc: 0xd9560fc4,
  });
});

describe("while a hub runs", () => {
  test("what moves from the log to a group and on to a segment is met at least once", async () => {
    await backup(async () => {
      // Each is asked for after the first files of the log were copied.
      await rename(
        join(dataDir, "journal/default/hot/web-1/2026-11-20T03.ndjson.gz"),
        join(dataDir, "journal/default/raw/web-1/2026-11-20T03.json.gz"),
      ).catch(() => undefined);
    });
    const copied = Object.values(await filesIn(target));
    for (const text of Object.values(kept)) expect(copied).toContain(text);
  });

  test("a log that grows is copied as it was when its turn came", async () => {
    const path = "journal/wal/1795144320000.ndjson";
    await put(path, "a\n".repeat(1_000_000));
    const growing = appendFile(join(dataDir, path), "b\n");
    await backup();
    await growing;
    const copied = await readFile(join(target, path), "utf8");
    expect(copied.replace(/(?:b\n)?$/, "")).toBe("a\n".repeat(1_000_000));
    expect(await restore()).toMatchObject({ damaged: [] });
  });
});

describe("a backup is refused", () => {
  test("into a folder that is not empty", async () => {
    await mkdir(target);
    await writeFile(join(target, "thesis.txt"), "years of work");
    await expect(backup()).rejects.toMatchObject({ code: "PROCMON_USAGE" });
    expect(await filesIn(target)).toEqual({ "thesis.txt": "years of work" });
  });

  test("into the data folder itself", async () => {
    target = join(dataDir, "copy");
    await expect(backup()).rejects.toMatchObject({ code: "PROCMON_USAGE" });
    expect(await filesIn(dataDir)).toEqual(kept);
  });

  test("of a folder that is none of a hub, or below one that is not there", async () => {
    dataDir = join(folder, "nothing");
    await expect(backup()).rejects.toMatchObject({ code: "PROCMON_DATA_DIR" });
    dataDir = join(folder, "data");
    target = join(folder, "no", "such", "copy");
    await expect(backup()).rejects.toMatchObject({ code: "PROCMON_DATA_DIR" });
  });
});

describe("a restore", () => {
  test("is refused over data, which stays as it is", async () => {
    await backup();
    await mkdir(join(fresh, "journal", "wal"), { recursive: true });
    await expect(restore()).rejects.toMatchObject({
      code: "PROCMON_USAGE",
      message: expect.stringContaining("move it away first") as unknown,
    });
    expect(await readdir(fresh)).toEqual(["journal"]);
  });

  test.each([
    ["without its last line", (text: string) => text.replace(/.*\n$/, "")],
    ["with a list that is cut in a line", (text: string) => text.slice(0, -5)],
    ["with a damaged line", (text: string) => text.replace('"file"', '"fil"')],
    ["with a line that is lost", (text: string) => text.replace(/\{"k":"file".*\n/, "")],
    ["of nothing", () => ""],
    [
      "that names a file outside of it",
      (text: string) => text.replace("documents/hosts.json", "documents/../../x"),
    ],
  ])("of a backup %s is refused, and leaves nothing behind", async (_what, damage) => {
    await backup();
    const list = join(target, "backup.ndjson");
    await writeFile(list, damage(await readFile(list, "utf8")));
    await expect(restore()).rejects.toMatchObject({ code: "PROCMON_USAGE" });
    expect(await readdir(fresh)).toEqual([]);
  });

  test("of what is no backup is refused", async () => {
    await mkdir(target);
    await expect(restore()).rejects.toThrow(/there is no backup.ndjson \(ENOENT\)/);
  });

  test("names the files that changed or went since, and brings back what is there", async () => {
    await backup();
    await writeFile(join(target, "journal/default/events/2026-11-20.ndjson"), "evexts");
    await rm(join(target, "documents/hosts.json"));
    const { damaged, files } = await restore();
    expect(files).toBe(7);
    expect(damaged).toEqual(["documents/hosts.json", "journal/default/events/2026-11-20.ndjson"]);
  });

  test("begins anew where one was cut short", async () => {
    await backup();
    await mkdir(join(fresh, "restore.tmp", "journal", "wal"), { recursive: true });
    await writeFile(join(fresh, "restore.tmp", "journal", "wal", "1.ndjson"), "half");
    await restore();
    expect(await filesIn(fresh)).toEqual(kept);
  });
});
