import { execFileSync } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSettingsFile } from "../../../src/cli/settings/read-settings-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "procmon-settings-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("reads a file, also behind a link", async () => {
  const file = join(folder, "hub.yaml");
  await writeFile(file, "max_hosts: 5\n");
  await symlink(file, join(folder, "link"));
  expect(await readSettingsFile(join(folder, "link"))).toBe("max_hosts: 5\n");
});

test("refuses a pipe at once instead of waiting for a writer", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  await expect(readSettingsFile(pipe)).rejects.toMatchObject({
    code: "PROCMON_CONFIG_INVALID",
    message: expect.stringContaining("expected a regular file") as string,
  });
});

test("refuses a folder, and a file that is not there", async () => {
  const code = "PROCMON_CONFIG_INVALID";
  await expect(readSettingsFile(folder)).rejects.toMatchObject({ code });
  await expect(readSettingsFile(join(folder, "none"))).rejects.toMatchObject({
    code,
    message: expect.stringContaining("ENOENT") as string,
  });
});
