import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDataFolder } from "../../../src/hub/documents/data-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "procmon-data-"));
});
afterEach(() => rm(folder, { recursive: true }));

const refused = (reason: string) => ({
  code: "PROCMON_DATA_DIR",
  exitCode: 1,
  message: expect.stringContaining(reason) as unknown,
});

test("makes the folder and the one for documents, for this user alone", async () => {
  const dataDir = join(folder, "data");
  expect(await openDataFolder(dataDir)).toBe(join(dataDir, "documents"));
  for (const path of [dataDir, join(dataDir, "documents")])
    expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test("takes folders that are there, with what is in them", async () => {
  await mkdir(join(folder, "documents"));
  await writeFile(join(folder, "documents", "hosts.json"), "{}");
  expect(await readdir(await openDataFolder(`${folder}/`))).toEqual(["hosts.json"]);
});

test("makes no folder above the one named, and says which is missing", async () => {
  const missing = join(folder, "nowhere", "data");
  await expect(openDataFolder(missing)).rejects.toMatchObject(
    refused(`"${missing}": the folder above it is not there, or takes no new ones (ENOENT)`),
  );
  expect(await readdir(folder)).toEqual([]);
});

test("does not take a file for a folder", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  await expect(openDataFolder(file)).rejects.toMatchObject(refused("is no folder (ENOTDIR)"));
  await expect(openDataFolder(join(file, "data"))).rejects.toMatchObject(refused("ENOTDIR"));
  await writeFile(join(folder, "documents"), "");
  await expect(openDataFolder(folder)).rejects.toMatchObject(
    refused(`"${join(folder, "documents")}": it, or what is above it, is no folder`),
  );
});

test("does not take a link that leads nowhere", async () => {
  await symlink(join(folder, "nowhere"), join(folder, "link"));
  await expect(openDataFolder(join(folder, "link"))).rejects.toMatchObject(refused("ENOENT"));
});

test("answers for a folder in procfs, too", async ({ skip }) => {
  skip(process.platform !== "linux", "there is no procfs here");
  await expect(openDataFolder("/proc/procmon-data")).rejects.toMatchObject(
    refused('"/proc/procmon-data": the folder above it is not there, or takes no new ones'),
  );
});

test("says that the user may not write there", async ({ skip }) => {
  skip(process.getuid?.() === 0, "root may write everywhere: run it as another user");
  await chmod(folder, 0o500);
  await expect(openDataFolder(join(folder, "data"))).rejects.toMatchObject(refused("EACCES"));
  await expect(openDataFolder(folder)).rejects.toMatchObject(refused("EACCES"));
  await chmod(folder, 0o700);
  await mkdir(join(folder, "documents"), { mode: 0o500 });
  await expect(openDataFolder(folder)).rejects.toMatchObject(
    refused("this user may not read and write there (EACCES)"),
  );
});
