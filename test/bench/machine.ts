import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";

/** What figures depend on: said above every table. */
export const describeMachine = (): string[] => [
  `${cpus().length} x ${cpus()[0]?.model ?? "unknown CPU"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
    `Linux ${release()}, ${distribution()}`,
  `load average ${loadavg()
    .map((load) => load.toFixed(2))
    .join(" ")}, Node ${process.versions.node}, procmon ${commit()}`,
  `command: npm run bench -- ${process.argv
    .slice(2)
    .filter((word) => word !== "--inside-namespace")
    .join(" ")}`,
];

const distribution = (): string => {
  try {
    return (
      /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? process.platform
    );
  } catch {
    return process.platform;
  }
};

const commit = (): string => {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "outside a git checkout";
  }
};
