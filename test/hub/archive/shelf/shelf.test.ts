import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createFileShelf } from "../../../../src/hub/archive/shelf/file-shelf.ts";
import { createMemoryShelf } from "../../../../src/hub/archive/shelf/memory-shelf.ts";
import { type Shelf } from "../../../../src/hub/archive/shelf/shelf.ts";

const createFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "procmon-shelf-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const shelves: [name: string, create: () => Promise<Shelf>][] = [
  ["files", async () => createFileShelf(await createFolder())],
  ["memory", async () => createMemoryShelf({ maxBytes: 1000 })],
];

describe.each(shelves)("a shelf of %s", (_, create) => {
  test("puts, appends, cuts, reads and removes", async () => {
    const shelf = await create();
    await shelf.put("a/b/one", [Buffer.from("12"), Buffer.from("345")]);
    expect(await shelf.append("a/b/two", Buffer.from("xy"))).toBe(2);
    expect(await shelf.append("a/b/two", Buffer.from("z"))).toBe(3);
    await shelf.sync("a/b/two");
    expect(await shelf.list("a/b")).toEqual(["one", "two"]);
    expect(await shelf.list("")).toEqual(["a"]);
    expect(String(await shelf.read("a/b/one", 1, 3))).toBe("234");
    expect(String(await shelf.read("a/b/one", 4, 100))).toBe("5");
    expect(
      await shelf.use("a/b/one", async (read) => [
        String(await read(0, 1)),
        String(await read(3, 9)),
      ]),
    ).toEqual(["1", "45"]);
    await shelf.truncate("a/b/two", 1);
    expect([await shelf.size("a/b/two"), String(await shelf.read("a/b/two", 0, 9))]).toEqual([
      1,
      "x",
    ]);
    await shelf.put("a/b/one", [Buffer.from("new")]);
    expect(String(await shelf.read("a/b/one", 0, 9))).toBe("new");
    await shelf.remove("a/b/one");
    await shelf.remove("a/b/one");
    expect(await shelf.list("a/b")).toEqual(["two"]);
  });

  test("has nothing where nothing is", async () => {
    const shelf = await create();
    expect(await shelf.list("a")).toEqual([]);
    expect(await shelf.size("a/b")).toBeUndefined();
    expect(await shelf.read("a/b", 0, 1)).toBeUndefined();
    expect(await shelf.use("a/b", async () => 1)).toBeUndefined();
  });
});

test("files and folders are open to their owner alone", async () => {
  const folder = await createFolder();
  const shelf = createFileShelf(folder);
  await shelf.put("t/raw/one", [Buffer.from("1")]);
  await shelf.append("t/hot/two", Buffer.from("1"));
  const modes = [];
  for (const path of ["t", "t/raw", "t/raw/one", "t/hot/two"])
    modes.push((await stat(join(folder, path))).mode & 0o777);
  expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
});

test("a file that a crash left unfinished is not there, and gives way to the next", async () => {
  const folder = await createFolder();
  const shelf = createFileShelf(folder);
  await shelf.put("t/one", [Buffer.from("old")]);
  await writeFile(join(folder, "t/one.tmp"), "half of a lon");
  expect(await shelf.list("t")).toEqual(["one"]);
  await shelf.put("t/one", [Buffer.from("new")]);
  expect(await readdir(join(folder, "t"))).toEqual(["one"]);
  expect(await readFile(join(folder, "t/one"), "utf8")).toBe("new");
});

test("a folder is listed even if it is named as a file that is not finished", async () => {
  const shelf = createFileShelf(await createFolder());
  await shelf.put("t/host.tmp/one", [Buffer.from("1")]);
  expect(await shelf.list("t")).toEqual(["host.tmp"]);
});

test("a folder that was removed meanwhile is made again", async () => {
  const folder = await createFolder();
  const shelf = createFileShelf(folder);
  await shelf.append("t/a/one", Buffer.from("1"));
  await rm(join(folder, "t"), { recursive: true });
  await shelf.append("t/a/one", Buffer.from("2"));
  await rm(join(folder, "t"), { recursive: true });
  await shelf.put("t/a/two", [Buffer.from("3")]);
  expect(await shelf.list("t/a")).toEqual(["two"]);
});

test("memory drops the file that was written to longest ago, and counts it", async () => {
  const shelf = createMemoryShelf({ maxBytes: 10 });
  await shelf.put("a", [Buffer.alloc(4)]);
  await shelf.put("b", [Buffer.alloc(4)]);
  await shelf.append("a", Buffer.alloc(1));
  await shelf.put("c", [Buffer.alloc(4)]);
  expect([await shelf.list(""), shelf.bytes, shelf.dropped]).toEqual([["a", "c"], 9, 1]);
});

test("a read far beyond the end of a file gives what is there", async () => {
  const shelf = createFileShelf(await createFolder());
  await shelf.put("one", [Buffer.from("12345")]);
  for (const length of [2 ** 31, 2 ** 32 - 1]) {
    expect(String(await shelf.read("one", 1, length))).toBe("2345");
    expect(await shelf.read("one", 9, length)).toHaveLength(0);
  }
});
