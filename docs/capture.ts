// Draws docs/pictures/*.svg: the built programs on a real pseudo-terminal, watching a small fleet.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { startHub, startTui } from "../test/support/built-programs.ts";
import { createLiveWatch } from "../test/support/live-watch.ts";
import { type PtyProgram } from "../test/support/pty-program.ts";
import { demoHosts, demoPrograms } from "./demo-programs.ts";
import { renderScreenSvg } from "./screen-svg.ts";

/** Samples before the pictures: a second each, so that the sparklines have something to show. */
const samples = 55;
const root = join(import.meta.dirname, "..");
const pictures = join(import.meta.dirname, "pictures");
// Each host has its own process ids and its own /proc: nothing else of this machine is on a picture.
const namespace = ["--pid", "--fork", "--mount-proc", "--kill-child"];

const openFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "procmon-demo-"));
  chmodSync(folder, 0o777);
  for (const [name, text] of Object.entries(demoPrograms)) writeFileSync(join(folder, name), text);
  return folder;
};

const startDemoHost = (id: string, hub: string, folder: string) => {
  const env = {
    PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
    LANG: "C.UTF-8",
    PROCMON_HUB: hub,
    DEMO_FOLDER: folder,
  };
  const args = ["node", join("docs", "demo-host.ts"), id];
  return spawn("unshare", [...namespace, ...args], {
    cwd: root,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
};

const shows =
  (pattern: RegExp) =>
  (rows: readonly string[]): boolean =>
    rows.some((row) => pattern.test(row));
const hides = (pattern: RegExp) => (rows: readonly string[]) => !shows(pattern)(rows);

const chooseHost = async (tui: PtyProgram, name: string): Promise<void> => {
  tui.press("og");
  await tui.until("the list of hosts", shows(/│ >.?all hosts/));
  for (let at = 0; !shows(new RegExp(`│ >.?${name} `))(tui.screen()); at++) {
    if (at > Object.keys(demoHosts).length) throw new Error(`no host ${name} to choose`);
    const before = tui.screen().join("\n");
    tui.press("j");
    await tui.until("the next host", (rows) => rows.join("\n") !== before);
  }
  tui.press("\r");
  await tui.until("the host", shows(new RegExp(`^procmon > ${name}`)));
};

/** Brings the screen to each state worth a picture, and draws it. */
const drawAll = async (tui: PtyProgram, isWide: boolean): Promise<void> => {
  const suffix = isWide ? "-wide" : "";
  const draw = (name: string, title: string): void => {
    const { columns, rows } = tui;
    const svg = renderScreenSvg({
      title,
      columns,
      rows,
      cellAt: (row, column) => tui.cell(row, column),
    });
    writeFileSync(join(pictures, `${name}${suffix}.svg`), svg);
    console.log(`docs/pictures/${name}${suffix}.svg  ${Math.round(svg.length / 1024)} KiB`);
  };
  tui.press("1");
  await tui.until("the hosts", shows(/^[ ^!].web-2 .* \d+\.\d /));
  draw("hosts", "The hosts of a fleet");

  tui.press("2t");
  await tui.until("the tree", shows(/\(tree/));
  if (isWide) draw("processes-tree", "The processes of all hosts as trees");
  else {
    await chooseHost(tui, "web-1");
    await tui.until("its tree", shows(/└─/));
    draw("processes-tree", "The processes of one host as a tree");
  }

  tui.press("t");
  await tui.until("the list", hides(/\(tree/));
  tui.press("og\r");
  await tui.until("all hosts", shows(/^procmon > all hosts/));
  tui.press("/");
  tui.press("cpu > 0.5 and not user=root");
  await tui.until(
    "the matches",
    shows(/^\/ cpu > 0.5 and not user=root .*[1-9]\d* of [\d ]+ match/),
  );
  draw("filter", "A filter, typed, with the count of its matches");

  tui.press("\x1b");
  await tui.until("the list", hides(/ match/));
  tui.press("?");
  await tui.until("the help", shows(/Keys +1-/));
  draw("help", "The help, made from the key table");
  tui.press("q");
  await tui.until("the list", hides(/Keys +1-/));
};

if (spawnSync("unshare", [...namespace, "true"]).status !== 0) {
  console.error("expected to be root on Linux with unshare(1): each demo host needs its own /proc");
  process.exit(1);
}
const folder = openFolder();
const dataDir = mkdtempSync(join(tmpdir(), "procmon-demo-hub-"));
const hub = await startHub(dataDir);
const hosts = Object.keys(demoHosts).map((id) => startDemoHost(id, hub.url, folder));
const tui = startTui(["--hub", hub.url], { columns: 80, rows: 24 });
try {
  mkdirSync(pictures, { recursive: true });
  const watch = await createLiveWatch(hub.url, "web-1");
  for (let taken = 0; taken < samples; taken++) await watch.nextSample();
  watch.close();
  await drawAll(tui, false);
  tui.resize(160, 50);
  await tui.until("the larger screen", (rows) => rows[49]?.startsWith("Enter ") === true);
  await drawAll(tui, true);
} finally {
  for (const host of hosts) host.kill("SIGKILL");
  await Promise.all([tui.close(), hub.close()]);
  for (const path of [folder, dataDir]) rmSync(path, { recursive: true, force: true });
}
