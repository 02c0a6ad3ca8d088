// Process 1 of one host of the demonstration: starts its programs and its agent. See capture.ts.
import { type SpawnOptions, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { demoHosts } from "./demo-programs.ts";

const [id = ""] = process.argv.slice(2);
const folder = process.env["DEMO_FOLDER"];

const identityOf = (user: string): Pick<SpawnOptions, "uid" | "gid"> => {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  const [, , uid, gid] = lines.find((line) => line.startsWith(`${user}:`))?.split(":") ?? [];
  return uid === undefined ? {} : { uid: Number(uid), gid: Number(gid) };
};

for (const { command, user } of demoHosts[id] ?? []) {
  const [file, ...args] = command;
  const identity = user === undefined ? {} : identityOf(user);
  spawn(file, args, { cwd: folder ?? ".", stdio: "ignore", ...identity });
}
const agentArgs = ["dist/cli/agent.js", "--id", id, "--interval", "1s", "--log-level", "warn"];
spawn("node", agentArgs, { stdio: "inherit" });
