import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { binPath } from "../bench/bins.ts";
import { type RunningHub, startHub } from "../support/built-programs.ts";
import { type Program, type ProgramOptions, startProgram } from "../support/program.ts";

let folder: string;
let programs: Program[];
let sockets: Socket[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "procmon-e2e-"));
  programs = [];
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(programs.map((program) => program.close()));
  rmSync(folder, { recursive: true, force: true });
});

const hubProgram = (args: readonly string[], options?: ProgramOptions): Program => {
  const program = startProgram(process.execPath, [binPath("hub"), ...args], options);
  programs.push(program);
  return program;
};
const hubOn = async (args: readonly string[] = []): Promise<RunningHub> => {
  const hub = await startHub(join(folder, "data"), { args });
  programs.push(hub);
  return hub;
};
/** The log so far, a record each line. */
const logOf = (stderr: string): Record<string, unknown>[] =>
  stderr
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const logged = (hub: Program, message: string, count = 1) =>
  hub.until(`${count} times "${message}"`, (_, stderr) => {
    const found = logOf(stderr).filter(({ msg }) => msg === message);
    return found.length >= count ? found.at(-1) : undefined;
  });

/** Says something to the hub, and then neither reads nor writes. */
const stuckClient = (hub: RunningHub, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(hub.url);
    const socket = connect(Number(port), hostname, () => {
      socket.pause();
      socket.write(text, () => resolve());
    });
    socket.once("error", reject);
    sockets.push(socket);
  });
const requestLines = (hub: RunningHub, ...lines: string[]): string =>
  [...lines, `Host: ${new URL(hub.url).host}`, "", ""].join("\r\n");
const upgradeLines = (hub: RunningHub, path: string): string =>
  requestLines(
    hub,
    `GET ${path} HTTP/1.1`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  );

/** Until the hub has the stuck agent and terminal: their upgrades are under way when the client has written. */
const untilBothAreIn = async (hub: RunningHub): Promise<void> => {
  for (;;) {
    const { counters } = (await (await fetch(new URL("/healthz", hub.url))).json()) as {
      counters: { agents: number; terminals: number };
    };
    if (counters.agents === 1 && counters.terminals === 1) return;
  }
};

describe("a hub that is told to end", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "by %s exits with 0 in under 5 s, whoever is connected and does not let go",
    async (signal) => {
      const hub = await hubOn();
      await stuckClient(hub, "GET /healthz HTTP/1.1\r\nHost:");
      await stuckClient(hub, upgradeLines(hub, "/api/v1/live"));
      await stuckClient(hub, upgradeLines(hub, "/api/v1/agent"));
      await stuckClient(hub, requestLines(hub, "GET /healthz HTTP/1.1"));
      await stuckClient(hub, "");
      await untilBothAreIn(hub);
      const told = Date.now();
      hub.kill(signal);
      expect(await hub.exited).toEqual({ code: 0, signal: null });
      expect(Date.now() - told).toBeLessThan(5000);
      expect(logOf(hub.stderr()).map(({ msg }) => msg)).toContain("ended");
      expect(readdirSync(join(folder, "data"))).not.toContain("lock");
    },
  );

  test("twice ends at once", async () => {
    const hub = await hubOn();
    await stuckClient(hub, upgradeLines(hub, "/api/v1/live"));
    await stuckClient(hub, upgradeLines(hub, "/api/v1/agent"));
    await untilBothAreIn(hub);
    hub.kill("SIGTERM");
    await logged(hub, "ending");
    hub.kill("SIGTERM");
    expect(await hub.exited).toEqual({ code: null, signal: "SIGTERM" });
  });
});

test("a hub whose log nobody reads ends all the same", async () => {
  const listen = ["--listen", "127.0.0.1:0", "--persistence", "memory", "--log-level", "debug"];
  const child = spawn(process.execPath, [binPath("hub"), ...listen], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    const ended = once(child, "exit");
    const [line] = (await once(child.stderr, "data")) as [Buffer];
    child.stderr.pause();
    const { url } = JSON.parse(line.toString("utf8")) as { url: string };
    // Each is a line of the log: more than a pipe holds.
    for (let i = 0; i < 1000; i++)
      await (await fetch(new URL(`/${"x".repeat(200)}`, url))).arrayBuffer();
    child.kill("SIGTERM");
    await ended;
  } finally {
    child.kill("SIGKILL");
  }
});

describe("a data folder", () => {
  test("is for one hub at a time, and free after kill -9", async () => {
    const first = await hubOn();
    const second = hubProgram(["--listen", "127.0.0.1:0", "--data-dir", join(folder, "data")]);
    expect((await second.exited).code).toBe(1);
    expect(second.stderr()).toContain(`process ${first.pid} holds`);
    expect(second.stderr()).toContain("PROCMON_DATA_DIR");
    first.kill("SIGKILL");
    await first.exited;
    await hubOn();
  });

  test("is not made where everything is kept in memory", async () => {
    await hubOn(["--persistence", "memory"]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a hub with a file of settings", () => {
  const write = (text: string): string => {
    const file = join(folder, "server.yaml");
    writeFileSync(file, text);
    return file;
  };

  test("takes at SIGHUP what can change, says what needs a restart, and keeps what it had over what is wrong", async () => {
    const file = write("log_level: info\nmax_hosts: 10\nallow_hosts: [a.example]\n");
    const hub = await hubOn(["--config", file]);
    const asked = async (host: string): Promise<number> => {
      const { hostname, port } = new URL(hub.url);
      return new Promise((resolve, reject) => {
        const socket = connect(Number(port), hostname);
        sockets.push(socket);
        socket.once("error", reject);
        socket.once("data", (data) => resolve(Number(data.toString("latin1").split(" ")[1])));
        socket.write(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      });
    };
    expect(await asked("b.example")).toBe(421);

    write("log_level: debug\nmax_hosts: 20\nallow_hosts: [b.example]\nmax_snapshots: 100\n");
    hub.kill("SIGHUP");
    expect(await logged(hub, "reloaded")).toMatchObject({
      changed: { log_level: "debug", max_hosts: 20, allow_hosts: ["b.example"] },
      need_restart: ["max_snapshots"],
    });
    expect(await asked("b.example")).toBe(200);
    expect(await asked("a.example")).toBe(421);

    write("log_level: loud\nmax_hosts: 30\n");
    hub.kill("SIGHUP");
    expect(await logged(hub, "the configuration is wrong; the former one stays")).toMatchObject({
      level: "error",
      reason: expect.stringContaining(
        'log_level: expected debug, info, warn or error, got "loud"',
      ) as unknown,
    });

    write("log_level: debug\nmax_hosts: 5\nallow_hosts: [b.example]\n");
    hub.kill("SIGHUP");
    expect(await logged(hub, "reloaded", 2)).toMatchObject({
      changed: {},
      need_restart: ["max_hosts"],
    });
  });

  test("takes bodies as large as it says, and logs requests unless it says otherwise", async () => {
    const file = write("max_body: 1Ki\naccess_log: false\n");
    const hub = await hubOn(["--config", file]);
    const post = async (length: number) => {
      const samples = [{ pid: 1, name: "x", cmdline: "y".repeat(length) }];
      const response = await fetch(new URL("/api/v1/agents/web-1/processes", hub.url), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ agent_id: "web-1", interval_s: 5, samples }),
      });
      return [response.status, await response.text()];
    };
    expect(await post(2000)).toEqual([413, expect.stringContaining("at most 1024 bytes")]);
    expect((await post(10))[0]).toBe(202);
    write("max_body: 1Ki\n");
    hub.kill("SIGHUP");
    await logged(hub, "reloaded");
    await post(10);
    await logged(hub, "request");
    expect(logOf(hub.stderr()).filter(({ msg }) => msg === "request")).toHaveLength(1);
  });

  test("does not start over what is wrong, and opens nothing", async () => {
    const file = write("max_hosts: many\nmax_host: 5\n");
    const hub = hubProgram(["--config", file, "--data-dir", join(folder, "data")]);
    expect((await hub.exited).code).toBe(2);
    expect(hub.stderr()).toContain(`got "many" from ${file}:1:12`);
    expect(hub.stderr()).toContain(`is no setting, at ${file}:2:1; did you mean max_hosts?`);
    expect(readdirSync(folder)).toEqual(["server.yaml"]);
  });

  test("prints what is in effect, from where, and no password", async () => {
    const file = write("max_hosts: 10\nsync: each\ndb_dsn: postgres://u:hunter2@db/procmon\n");
    const hub = hubProgram(["config", "--config", file, "--log-level", "warn"], {
      env: { PROCMON_SYNC: "none" },
    });
    expect(await hub.exited).toEqual({ code: 0, signal: null });
    const printed = hub.stdout();
    expect(printed).toContain(`max_hosts: 10 # ${file}:1:12\n`);
    expect(printed).toContain("sync: none # PROCMON_SYNC\n");
    expect(printed).toContain("log_level: warn # --log-level\n");
    expect(printed).toContain("data_dir: procmon-data # default\n");
    expect(printed).not.toContain("hunter2");
    expect(readdirSync(folder)).toEqual(["server.yaml"]);
  });
});
