import { execFileSync } from "node:child_process";

/** A full-screen process monitor, set to refresh once a second. */
export interface Monitor {
  readonly name: string;
  readonly version: string;
  readonly command: readonly [string, ...string[]];
  /** What a complete first screen contains. */
  readonly header: RegExp;
}

/** Either those that are installed, or why not. */
export interface Monitors {
  readonly installed: readonly Monitor[];
  readonly missing: readonly string[];
}

interface Peer {
  readonly name: string;
  readonly versionFlag: string;
  readonly args: readonly string[];
  readonly header: RegExp;
}

const peers: readonly Peer[] = [
  { name: "top", versionFlag: "-V", args: ["-d", "1"], header: /PID USER/ },
  { name: "htop", versionFlag: "--version", args: ["-d", "10"], header: /PID USER/ },
  { name: "btop", versionFlag: "--version", args: [], header: /Pid:.*Program:/ },
  {
    name: "glances",
    versionFlag: "--version",
    // Those plugins ask the network.
    args: ["-t", "1", "--disable-check-update", "--disable-plugin", "ports,ip,cloud"],
    header: /CPU%.*PID/,
  },
];

export const findMonitors = (names: readonly string[]): Monitors => {
  const installed: Monitor[] = [];
  const missing: string[] = [];
  for (const { name, versionFlag, args, header } of peers) {
    if (!names.includes(name)) continue;
    const version = versionOf(name, versionFlag);
    if (version === undefined) missing.push(`${name}: not installed`);
    else installed.push({ name, version, command: [name, ...args], header });
  }
  return { installed, missing };
};

/** The first thing like `3.2.2` that the program says of itself; undefined where it cannot be started. */
export const versionOf = (program: string, flag: string): string | undefined => {
  try {
    const text = execFileSync(program, [flag], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return /\d+(\.\d+)+/.exec(text)?.[0] ?? "unknown version";
  } catch {
    return undefined;
  }
};
