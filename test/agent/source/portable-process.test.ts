import { type Systeminformation } from "systeminformation";
import { describe, expect, test } from "vitest";
import { parsePortableProcess } from "../../../src/agent/source/portable-process.ts";
import { isSafeText } from "../../../src/protocol/safe-text.ts";

const now = Date.UTC(2026, 2, 1, 12, 0, 0);

const rowOf = (
  changed: Partial<Systeminformation.ProcessesProcessData> = {},
): Systeminformation.ProcessesProcessData => ({
  pid: 20,
  parentPid: 1,
  name: "sleep",
  cpu: 12.5,
  cpuu: 12.5,
  cpus: 0,
  mem: 0.1,
  priority: 19,
  memVsz: 8116,
  memRss: 4448,
  nice: -5,
  started: "2026-03-01 11:58:30",
  state: "sleeping",
  tty: "pts/0",
  user: "alice",
  command: "sleep",
  params: "-v 60",
  path: "/usr/bin",
  ...changed,
});

const parse = (
  row: Partial<Systeminformation.ProcessesProcessData>,
  options: { platform?: string; cores?: number } = {},
) => parsePortableProcess(rowOf(row), { platform: "linux", cores: 4, now, ...options });

test("reads sizes in bytes, CPU in hundredths of a percent of one core, the state as a letter", () => {
  expect(parse({})).toEqual({
    pid: 20,
    ppid: 1,
    ageMs: 90_000,
    status: "S".charCodeAt(0),
    nice: -5,
    memory_rss: 4448 * 1024,
    memory_vms: 8116 * 1024,
    cpu_percent: 5000,
    info: {
      name: "sleep",
      cmdline: ["/usr/bin/sleep", "-v", "60"],
      exe: null,
      username: "alice",
      tty: "pts/0",
    },
  });
});

test("leaves absent what the library does not know", () => {
  const row = parse({ state: "unknown", user: "", tty: "", memRss: Number.NaN, started: "" });
  expect(row.status).toBeNaN();
  expect(row.memory_rss).toBeNaN();
  expect(row.ageMs).toBeNaN();
  expect(row.info).toMatchObject({ username: null, tty: null });
});

test("makes names and arguments of hostile processes safe", () => {
  const { info } = parse({ name: "a\u001b]52;c;eA==\u0007", params: "x\ny \u202etxt", path: "" });
  expect(info.name).toBe("a␛]52;c;eA==␇");
  expect(info.cmdline).toEqual(["sleep", "x␊y", "txt"]);
});

test("masks secrets before they leave the machine", () => {
  expect(parse({ params: "--password hunter2 --token=abc123456" }).info.cmdline).toEqual([
    "/usr/bin/sleep",
    "--password",
    "***",
    "--token=***",
  ]);
});

test("cuts what is too long without leaving half a character", () => {
  const { info } = parse({ name: `${"a".repeat(255)}\u{1F600}`, params: "\u{1F600}".repeat(5000) });
  expect(info.name).toBe(`${"a".repeat(255)}\uFFFD`);
  expect(isSafeText(info.cmdline?.at(-1) as string)).toBe(true);
});

describe("on Windows", () => {
  test("takes the executable from its path and keeps a quoted program in one piece", () => {
    const { info, nice } = parse(
      {
        command: '"C:\\Program Files\\app.exe" --port 80',
        path: "C:\\Program Files\\app.exe",
        params: "",
      },
      { platform: "win32" },
    );
    expect(info.exe).toBe("C:\\Program Files\\app.exe");
    expect(info.cmdline).toEqual(["C:\\Program Files\\app.exe", "--port", "80"]);
    expect(nice).toBeNaN();
  });
});
