/**
 * The programs of the demonstration, by file name: small, and doing what their names say. They are
 * written to a folder of their own, so that command lines on the pictures hold no path of the machine.
 */
export const demoPrograms: Readonly<Record<string, string>> = {
  "server.js": `
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
const option = (name) => process.argv[process.argv.indexOf(name) + 1];
if (process.argv.includes("--worker")) {
  setInterval(() => {
    for (let i = 0; i < 400; i++) createHash("sha256").update(String(i)).digest();
  }, 20 + 20 * Number(option("--worker")));
} else {
  createServer((_, response) => response.end("hello")).listen(Number(option("--port")), "127.0.0.1");
  for (let i = 1; i <= Number(option("--workers")); i++)
    spawn("node", ["server.js", "--worker", String(i)], { stdio: "ignore" });
}
`,
  "store.js": `
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { createServer } from "node:net";
const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const cache = Buffer.alloc(Number(option("--cache-mb")) * 1024 * 1024, 1);
createServer().listen(Number(option("--port")), "127.0.0.1");
const journal = openSync(option("--journal"), "w");
setInterval(() => {
  writeSync(journal, cache, 0, 256 * 1024, 0);
  fsyncSync(journal);
}, 200);
process.on("exit", () => closeSync(journal));
`,
  "burner.js": `
const percent = Number(process.argv[process.argv.indexOf("--percent") + 1]);
setInterval(() => {
  const until = performance.now() + percent / 2;
  while (performance.now() < until);
}, 50);
`,
  "nightly.sh": "sh rotate.sh & tail -f access.log & wait\n",
  "rotate.sh": "while sleep 30; do : ; done\n",
  "backup.sh": "nice -n 10 sh upload.sh & sleep 3600 & wait\n",
  "upload.sh": "nice -n 5 node burner.js --percent 12 & wait\n",
  "access.log": "",
};

/** One program of a demonstration host. */
export interface DemoStart {
  readonly command: readonly [string, ...string[]];
  /** A user of /etc/passwd; where there is none of that name, the program runs as root. */
  readonly user?: string;
}

const program = (line: string, user?: string): DemoStart => ({
  command: line.split(" ") as [string, ...string[]],
  ...(user !== undefined && { user }),
});

/** What runs on each host of the demonstration. */
export const demoHosts: Readonly<Record<string, readonly DemoStart[]>> = {
  "web-1": [
    program("node server.js --port 18081 --workers 3", "www-data"),
    program("node burner.js --percent 40", "www-data"),
    program("sh nightly.sh"),
  ],
  "web-2": [
    program("node server.js --port 18082 --workers 2", "www-data"),
    program("sh nightly.sh"),
  ],
  "db-1": [
    program("node store.js --port 18083 --cache-mb 220 --journal journal.bin", "postgres"),
    program("sh backup.sh", "backup"),
  ],
};
