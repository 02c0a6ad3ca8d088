import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import process from "node:process";
import { expect, test } from "vitest";
import { thisProcess } from "../../src/cli/this-process.ts";

const { birthOf } = thisProcess;

test.runIf(process.platform === "linux")("tells a process by boot and start time", () => {
  expect(birthOf(process.pid)).toMatch(/^[\da-f-]{36} \d+$/);
  expect(birthOf(2 ** 30)).toBeUndefined();
});

test.runIf(process.platform === "linux")(
  "takes a killed process that nobody waits for as gone",
  async () => {
    // The shell becomes a program that never waits for the child it got.
    const parent = spawn("/bin/sh", ["-c", "sleep 60 & echo $!; exec cat"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    try {
      let text = "";
      parent.stdout.on("data", (part: Buffer) => {
        text += part.toString();
      });
      parent.stdin.write("it is cat by now\n");
      await expect.poll(() => text).toContain("cat");
      const pid = Number.parseInt(text, 10);
      expect(birthOf(pid)).toMatch(/ \d+$/);
      process.kill(pid, "SIGKILL");
      await expect.poll(() => readFileSync(`/proc/${pid}/stat`, "latin1")).toContain(") Z ");
      expect(birthOf(pid)).toBeUndefined();
    } finally {
      parent.stdin.end();
      await once(parent, "exit");
    }
  },
);
