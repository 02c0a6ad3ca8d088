import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface SmallDisk {
  readonly folder: string;
  /** Mounts it anew, to be written to or not. Nothing on it may be open for writing. */
  remount(mode: "ro" | "rw"): void;
}

/** A file system of one mebibyte in memory, unmounted with the test; undefined where mounting is not allowed. */
export const mountSmallDisk = (): SmallDisk | undefined => {
  const folder = mkdtempSync(join(tmpdir(), "procmon-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  onTestFinished(() => {
    execFileSync("umount", ["-l", folder]);
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    remount: (mode) =>
      void execFileSync("mount", ["-o", `remount,${mode}`, folder], { stdio: "ignore" }),
  };
};
