import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningHub, startAgent, startHub, startTui } from "../support/built-programs.ts";
import { type Program } from "../support/program.ts";
import { type PtyProgram } from "../support/pty-program.ts";
import { createScreen } from "../support/screen.ts";
import { lastModes, restoredModes } from "../support/terminal-modes.ts";

const dataDir = mkdtempSync(join(tmpdir(), "procmon-e2e-"));
/** Names our three processes among all of the machine: a shell and two children. */
const mark = `procmon-e2e-${process.pid}`;
const ours = `args~${mark}`;
let hub: RunningHub;
let family: ChildProcess;
let tui: PtyProgram;
const agents = new Map<string, Program>();

beforeAll(async () => {
  const child = `sh -c 'read x' ${mark}-child`;
  family = spawn("sh", ["-c", `(exec ${child}) <&3 & (exec ${child}) <&4 & wait`, mark], {
    stdio: ["ignore", "ignore", "inherit", "pipe", "pipe"],
  });
  hub = await startHub(dataDir);
  for (const id of ["web-1", "db-1"])
    agents.set(id, startAgent(hub.url, { id, interval: "500ms" }));
  tui = startTui(["--hub", hub.url], { columns: 120, rows: 30 });
});

afterAll(async () => {
  await Promise.all([tui, hub, ...agents.values()].map((program) => program?.close()));
  // Its children end with it: their input ends.
  family?.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

/** One walk through the program: after a failed step the next ones could not stand where they should. */
let isLost = false;
beforeEach(({ skip, onTestFailed }) => {
  skip(isLost, "an earlier step failed");
  onTestFailed(() => {
    isLost = true;
  });
});

const rowOf = (rows: readonly string[], text: string | RegExp): string | undefined =>
  rows.find((row) => (typeof text === "string" ? row.includes(text) : text.test(row)));
const has = (text: string | RegExp) => (rows: readonly string[]) => rowOf(rows, text) !== undefined;
const lacks = (text: string | RegExp) => (rows: readonly string[]) =>
  rowOf(rows, text) === undefined;
const cursorRow = (): string => rowOf(tui.screen(), /^ ?>/) ?? "";
const until = (what: string, condition: (rows: readonly string[]) => boolean) =>
  tui.until(what, condition);

/** A host's row of the hosts screen, once it has figures. */
const hasFigures = (id: string) => has(new RegExp(`^.[ >]${id} +\\d+ +[\\d.]+ `));

test("shows every host that streams to the hub, with its figures", async () => {
  await until("the first frame", has(/^procmon /));
  tui.press("1");
  await until("the Hosts tab", has("[1 Hosts]"));
  await until("figures of web-1", hasFigures("web-1"));
  await until("figures of db-1", hasFigures("db-1"));
  await until("both counted", has(/ 2 hosts: /));
  await until("the age of the data", has(/LIVE 500ms/));
});

test("counts the matches while a filter is typed, and says what is wrong with half of one", async () => {
  tui.press("2");
  await until("the Processes tab", has("[2 Processes]"));
  tui.press("/");
  tui.press("cpu >");
  await until("what is missing", has(/^\/ cpu > +expected a value after >/));
  tui.press("\x15");
  await until("an empty filter", has(/^\/ +[\d ]+ of [\d ]+ match/));
  tui.press("name=no-such-program");
  await until("no match", has(/ 0 of [\d ]+ match/));
  tui.press(`\x15${ours}`);
  await until("the matches of both hosts", has(/ 6 of [\d ]+ match/));
  expect(tui.screen().filter((row) => /^.?>? *web-1 .*-child/.test(row))).toHaveLength(2);
  expect(tui.screen().filter((row) => /^.?>? *db-1 .*-child/.test(row))).toHaveLength(2);
  tui.press("\r");
  await until("the filter kept, the keys of the list", has("F6 Sort"));
});

test("shows the processes of one host after it was chosen", async () => {
  tui.press("o");
  await until("the list of hosts", has("Processes of"));
  expect(rowOf(tui.screen(), /db-1 +\w/)).toBeDefined();
  // All hosts, db-1, web-1.
  tui.press("G\r");
  await until("the host in the header", has(/^procmon > web-1/));
  await until("its processes alone", has(/ 3 of [\d ]+ match/));
  expect(tui.screen().filter((row) => row.includes(mark) && !row.startsWith("/"))).toHaveLength(3);
});

test("folds and unfolds a branch of the tree", async () => {
  const children = (rows: readonly string[]): number =>
    rows.filter((row) => /[├└]─ sh -c read x/.test(row)).length;
  tui.press("t");
  await until("the branch", (rows) => children(rows) === 2);
  expect(rowOf(tui.screen(), /─ \[-\] sh/)).toBeDefined();
  tui.press("G");
  await until("the cursor on the last child", () => /└─ sh -c read x/.test(cursorRow()));
  tui.press("\x1b[D");
  await until("the cursor on the parent", () => /\[-\] sh/.test(cursorRow()));
  tui.press("\x1b[D");
  await until("the children folded away", (rows) => children(rows) === 0);
  expect(cursorRow()).toMatch(/\[\+\] sh/);
  tui.press("\x1b[C");
  await until("the children again", (rows) => children(rows) === 2);
  tui.press("t");
  await until("the list", lacks("(tree"));
});

test("keeps the cursor on its process when the order changes", async () => {
  tui.press("N");
  await until("the order by pid", has(/sort PID asc/));
  tui.press("G");
  await until("the cursor on the last", has(/^3\/3 /));
  const pid = Number(/^> +(\d+) /.exec(cursorRow())?.[1]);
  expect(pid).toBeGreaterThan(family.pid as number);
  tui.press("I");
  await until("the order turned round", has(/^1\/3 +sort PID desc/));
  expect(cursorRow()).toMatch(new RegExp(`^> +${pid} `));
});

test("sorts by the field chosen in the menu", async () => {
  tui.press("s");
  await until("the menu", has("Sort processes by"));
  tui.press("g");
  await until("the first field", has(/> HOST /));
  tui.press("jj\r");
  await until("the order", has(/sort START /));
  await until("the menu closed", lacks("Sort processes by"));
});

test("shows every field of a process, and the help made from the key table", async () => {
  tui.press("g\r");
  await until("the process", has(/│ pid +\d+/));
  await until("its arguments", has(/│ (command|cmdline) .*sh -c/));
  tui.press("\x1b");
  await until("the list", lacks("│"));
  tui.press("?");
  await until("the help", has(/Keys +1-/));
  expect(rowOf(tui.screen(), /F6 s +choose what to sort by/)).toBeDefined();
  tui.press("q");
  await until("the list", lacks("│"));
  tui.press("\x1b");
  await until("all processes", lacks(ours));
});

describe.each([
  [40, 10],
  [200, 60],
  [120, 30],
])("resized to %i x %i", (columns, rows) => {
  test("fills the terminal, never more, and leaves nothing of the former size", async () => {
    tui.resize(columns, rows);
    await until("the last row", (all) => /^\d+\/\d|^Enter /.test(all[rows - 1] ?? ""));
    tui.press("z");
    await until("the frozen screen", has("PAUSED"));
    const before = tui.screen();
    const from = tui.bytes().length;
    tui.press("\x0c");
    await until("a whole redraw", () => {
      const redraw = tui.bytes().indexOf("\x1b[r", from);
      return redraw >= 0 && tui.bytes().includes("\x1b[?2026l", redraw);
    });
    const whole = tui.bytes().slice(from);
    // Room around the terminal shows what would be drawn beyond its edges.
    const wider = createScreen(columns + 10, rows + 10);
    await wider.feed(whole);
    const steady = (row: string): string => row.replaceAll(/\d/g, "0").replaceAll(/[▁-█·]/g, "·");
    expect(wider.text().slice(0, rows).map(steady)).toEqual(before.map(steady));
    expect(wider.text().slice(rows).join("")).toBe("");
    wider.close();
    tui.press("z");
    await until("the live screen", has("LIVE"));
  });
});

test("says that the hub is lost, lets the hosts age, and recovers by itself", async () => {
  tui.press("1");
  await until("both hosts", hasFigures("db-1"));
  const port = Number(new URL(hub.url).port);
  await hub.close();
  await until("the loss", has(/hub lost/));
  await until("old data", (rows) =>
    ["web-1", "db-1"].every((id) => has(new RegExp(`^[?].${id} .* [2-9]s$`))(rows)),
  );
  hub = await startHub(dataDir, { port });
  await until("the hub again", lacks(/hub lost/));
  await until("fresh data", (rows) =>
    ["web-1", "db-1"].every((id) => has(new RegExp(`^[ ^!].${id} +\\d+ +[\\d.]+ .* [01]s$`))(rows)),
  );
  await until("the state of the connection", has(/LIVE 500ms/));
});

test("shows a host as down when its agent is killed", async () => {
  await agents.get("db-1")?.close();
  await until("db-1 down", has(/^x.db-1 .*down since \d/));
  await until("the count", has(/ 1 down/));
  expect(rowOf(tui.screen(), /^[ ^!].web-1 /)).toBeDefined();
});

test("gives the terminal back when quit", async () => {
  tui.press("q");
  expect(await tui.exited).toMatchObject({ exitCode: 0 });
  expect(lastModes(tui.bytes())).toEqual(restoredModes);
  expect(tui.isAlternate()).toBe(false);
  expect(tui.screen().join("")).toBe("");
});
