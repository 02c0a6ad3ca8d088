import { afterEach, describe, expect, test } from "vitest";
import { createScreenState } from "../../src/tui/data/screen-state.ts";
import { type Chrome, createChrome } from "../../src/tui/ui/chrome.tsx";
import { type AppScreen, type AppScreenOptions, startAppScreen } from "../support/app-screen.ts";
import { settle } from "../support/fake-clock.ts";

let shown: AppScreen | undefined;
afterEach(() => {
  shown?.close();
  shown = undefined;
});
const start = async (options?: AppScreenOptions): Promise<AppScreen> => {
  shown = await startAppScreen(options);
  return shown;
};

/** CPU percents of one core from now on, by pid: cpu_time counts in 1/10000 s. */
const burn = async (app: AppScreen, host: string, percents: Record<number, number>) => {
  const { processes } = app.sources.get(host) as NonNullable<ReturnType<typeof app.sources.get>>;
  for (const [pid, percent] of Object.entries(percents)) {
    const before = processes.get(Number(pid)) ?? { name: `process-${pid}`, rss: 4096 };
    processes.set(Number(pid), { ...before, cpuTime: (before.cpuTime ?? 0) + percent * 100 });
  }
  await app.pass(1000);
};
const cursorRow = async (app: AppScreen): Promise<string> =>
  (await app.text()).find((row) => row.startsWith(">")) ?? "";
const joined = async (app: AppScreen): Promise<string> => (await app.text()).join("\n");

describe("the screen", () => {
  test("shows the processes of the hub as samples come", async () => {
    const app = await start();
    expect(await app.row(0)).toMatch(/^procmon > web-07 {3}1 host: 1 ok {3}2 procs/);
    expect(await app.row(1)).toMatch(/^1 Hosts \[2 Procs\].*LIVE 1s$/);
    expect(await joined(app)).toContain("worker");
    app.sources.get("web-07")?.processes.set(30, { name: "newcomer", rss: 4096 });
    await app.pass(1300);
    expect(await joined(app)).toContain("newcomer");
    app.sources.get("web-07")?.processes.delete(30);
    await app.pass(1300);
    expect(await joined(app)).not.toContain("newcomer");
  });

  test("is painted, and takes keys, before what React draws has come; none is lost", async () => {
    let load: (chrome: Chrome) => void = () => undefined;
    const app = await start({
      loadChrome: () => new Promise((resolve) => (load = resolve)),
    });
    expect(await joined(app)).toContain("worker");
    expect(await app.row(23)).toBe("");
    app.press("/");
    app.type("pid=1");
    expect(await joined(app)).not.toContain("worker");
    load(createChrome());
    await settle();
    expect(await joined(app)).toContain("/ pid=1");
    expect(await app.row(23)).toBe("Enter Keep  Esc Clear");
  });

  test("ends with the fault when what React draws cannot be loaded", async () => {
    const fault = new Error("no such module");
    const app = await start({ loadChrome: () => Promise.reject(fault) });
    expect(app.asked).toEqual([fault]);
  });

  test("says that the hub is lost, why, and comes back by itself", async () => {
    const app = await start();
    app.loseHub("nobody listens");
    await app.pass(300);
    expect(await app.row(1)).toContain("hub lost");
    expect(await app.row(1)).toContain("nobody listens");
    expect(await joined(app), "what was known stays").toContain("worker");
    app.acceptHub();
    await app.pass(6000);
    expect(await app.row(1)).toMatch(/LIVE 1s$/);
  });

  test("says what is missing when there is no such host", async () => {
    const app = await start({ initial: createScreenState({ scope: "db-1" }) });
    expect(await joined(app)).toContain("there is no host db-1: o chooses another");
  });

  test("draws data at most five times a second, and without data once a second", async () => {
    const app = await start();
    app.takeFrames();
    await app.pass(10_000);
    expect(app.takeFrames().length).toBeLessThanOrEqual(30);
    app.loseHub("gone");
    await app.pass(300);
    app.takeFrames();
    await app.pass(5000);
    expect(app.takeFrames().length).toBeGreaterThanOrEqual(4);
  });
});

describe("the cursor", () => {
  test("stays on its process while the order changes around it", async () => {
    const app = await start();
    await burn(app, "web-07", { 1: 50, 20: 10, 30: 90 });
    await burn(app, "web-07", { 1: 50, 20: 10, 30: 90 });
    app.press("down", "down");
    expect(await cursorRow(app)).toContain("worker");
    for (let sample = 0; sample < 5; sample++) await burn(app, "web-07", { 1: 5, 20: 95, 30: 1 });
    const rows = await app.text();
    const titles = rows.findIndex((row) => row.includes("COMMAND"));
    expect(rows[titles + 1]).toMatch(/^> +20 .*worker/);
    expect(await app.row(22)).toContain("1/3");
  });

  test("holds the order for three seconds after it was moved", async () => {
    const app = await start();
    await burn(app, "web-07", { 1: 50, 20: 10 });
    await burn(app, "web-07", { 1: 50, 20: 10 });
    app.press("down");
    await burn(app, "web-07", { 1: 0, 20: 95 });
    expect(await app.row(22)).toContain("order held");
    expect(await cursorRow(app)).toContain("worker");
    expect(await app.row(22)).toContain("2/2");
  });
});

describe("keys", () => {
  test("q goes back from one host to all, then quits; ctrl+c quits from anywhere", async () => {
    const app = await start({ hosts: ["db-1", "web-07"] });
    app.press("1");
    expect(await app.row(1)).toMatch(/^\[1 Hosts\]/);
    app.press("enter");
    expect(await app.row(0)).toContain("procmon > db-1");
    expect(await app.row(23)).toContain("Esc Back");
    expect(await app.row(23)).not.toContain("q Quit");
    app.press("q");
    expect(await app.row(1)).toMatch(/^\[1 Hosts\]/);
    expect(await app.row(23)).toContain("q Quit");
    expect(app.asked).toEqual([]);
    app.press("f10");
    expect(app.asked).toEqual(["quit"]);
    for (const opened of ["/", "?", "f6"]) {
      app.press(opened, "ctrl+c");
      app.press("escape");
    }
    expect(app.asked).toEqual(["quit", "quit", "quit", "quit"]);
  });

  test("q with a filter clears it first, and does not quit by surprise", async () => {
    const app = await start({ initial: createScreenState({ filter: "pid=1" }) });
    expect(await joined(app)).toContain("1 of 2 match");
    app.press("q");
    expect(app.asked).toEqual([]);
    expect(await joined(app)).toContain("worker");
    app.press("q");
    expect(app.asked).toEqual(["quit"]);
  });

  test("Esc never quits", async () => {
    const app = await start();
    app.press("escape", "escape", "1", "escape");
    expect(app.asked).toEqual([]);
  });

  test("ctrl+z suspends from anywhere; redraw and focus write every cell", async () => {
    const app = await start();
    app.press("ctrl+z", "/", "ctrl+z", "escape", "?", "ctrl+z", "escape", "f6", "ctrl+z");
    expect(app.asked).toEqual(["suspend", "suspend", "suspend", "suspend"]);
    app.press("escape");
    app.takeFrames();
    app.press("ctrl+l");
    expect(app.takeFrames().join("")).toContain("procmon");
    app.app.input({ kind: "focus", focused: false });
    expect(app.takeFrames()).toEqual([]);
    app.app.input({ kind: "focus", focused: true });
    expect(app.takeFrames().join("")).toContain("procmon");
  });

  test("z freezes rows and ages and says so, until it is pressed again", async () => {
    const app = await start();
    app.press("z");
    app.sources.get("web-07")?.processes.set(30, { name: "newcomer", rss: 4096 });
    await app.pass(70_000);
    expect(await app.row(1)).toMatch(/PAUSED 70s  z goes on$/);
    expect(await joined(app)).not.toContain("newcomer");
    expect(await app.row(0), "a host that is not watched is not down").toContain("1 ok");
    app.press("tab", "tab", "I");
    expect(await app.row(0)).toContain("1 ok");
    app.press("z");
    await app.pass(2000);
    expect(await app.row(1)).toMatch(/LIVE 1s$/);
    expect(await joined(app)).toContain("newcomer");
  });

  test("< and > walk the columns on screen, and F6 starts on the one in force", async () => {
    const app = await start();
    app.press(">");
    expect(await app.row(22)).toContain("sort MEM% desc");
    app.press("<", "<");
    expect(await app.row(22)).toContain("sort S asc");
    app.press("f6");
    expect((await app.text()).find((row) => row.includes(">*"))).toContain(">*S ");
    app.press("down", "up", "end", "enter");
    expect(await app.row(22)).not.toContain("sort S asc");
    app.press("1", ">");
    expect(await app.row(22)).toContain("sort MEM% desc");
    app.press("f6");
    expect((await app.text()).find((row) => row.includes(">*"))).toContain(">*MEM%");
  });

  test("pages, ends and halves move the cursor", async () => {
    const app = await start();
    const { processes } = app.sources.get("web-07") as NonNullable<
      ReturnType<typeof app.sources.get>
    >;
    for (let pid = 100; pid < 200; pid++) processes.set(pid, { name: `p${pid}` });
    await app.pass(1300);
    const places: string[] = [];
    for (const key of ["G", "g", "pagedown", "pageup", "ctrl+d", "ctrl+u", "end", "home"]) {
      app.press(key);
      places.push((await app.row(22)).split(" ")[0] ?? "");
    }
    expect(places).toEqual([
      "102/102",
      "1/102",
      "19/102",
      "1/102",
      "10/102",
      "1/102",
      "102/102",
      "1/102",
    ]);
  });
});

describe("the filter line", () => {
  test("filters as one types, counts, and is cleared by Esc", async () => {
    const app = await start();
    app.press("/");
    app.type("wor");
    expect(await joined(app)).toMatch(/^\/ wor .*1 of 2 match$/m);
    app.press("enter");
    expect(await app.row(22)).toContain("filter: wor");
    app.press("/");
    app.type("x");
    expect(await joined(app)).toContain("nothing matches the filter");
    app.press("escape");
    expect(await joined(app)).not.toContain("match");
    expect(await joined(app)).toContain("worker");
  });

  test("marks the token that cannot be read, says why, and keeps the last good rows", async () => {
    const app = await start();
    app.press("/");
    app.type("pid=1 and foo>2");
    const rows = await app.text();
    const line = rows.findIndex((row) => row.startsWith("/ "));
    expect(rows[line]).toContain("foo");
    const underlined = Array.from(rows[line] ?? "")
      .filter((_, column) => app.screen.cell(line, column).attributes.includes("u"))
      .join("");
    expect(underlined).toBe("foo");
    expect(rows.join("\n")).not.toContain("worker");
    app.press("enter");
    expect((await app.text())[line], "an unreadable filter is not kept").toMatch(/^\/ pid=1 and/);
  });

  test("edits within the line, by characters as people see them", async () => {
    const app = await start();
    app.press("/");
    app.app.input({ kind: "paste", text: "e\u0301a\n漢 x\x1b[2J", droppedBytes: 0 });
    expect(await joined(app)).toContain("/ éa 漢 x␛[2J");
    app.press("home", "delete", "right", "right", "backspace");
    expect(await joined(app)).toMatch(/^\/ a漢 x/m);
    app.press("ctrl+e", "ctrl+w", "ctrl+w");
    expect(await joined(app)).not.toMatch(/^\/ a/m);
  });

  test("takes no more than a filter may have", async () => {
    const app = await start();
    app.press("1", "/");
    app.app.input({ kind: "paste", text: "漢".repeat(60_000), droppedBytes: 0 });
    app.press("home");
    expect((await app.text()).every((row) => row.length <= 80)).toBe(true);
    app.press("end", "backspace");
    app.type("xyz");
    expect((await joined(app)).match(/漢x *\S*/)?.[0], "one unit was free").toMatch(/^漢x(?!y)/);
  });
});

describe("dialogs", () => {
  test("help shows the keys of the screen, scrolls and closes", async () => {
    const app = await start();
    app.press("?");
    expect(await joined(app)).toContain("Keys  1-18 of");
    expect(await app.row(23)).toBe("Down Scroll  Esc Close");
    app.press("down");
    expect(await joined(app)).toContain("Keys  2-19 of");
    app.press("end", "down");
    const last = await joined(app);
    expect(last).toContain("In a text, such as this one");
    app.press("up");
    expect(await joined(app)).not.toBe(last);
    app.press("enter");
    expect(await joined(app)).not.toContain("Keys");
  });

  test("a process is shown with every field, follows the data, and says when it is gone", async () => {
    const app = await start();
    app.press("down");
    await app.text();
    app.press("enter");
    expect(await joined(app)).toMatch(/command +worker/);
    expect(await joined(app)).toMatch(/pid +20/);
    const { processes } = app.sources.get("web-07") as NonNullable<
      ReturnType<typeof app.sources.get>
    >;
    processes.set(20, { name: "renamed", rss: 1 });
    await app.pass(1300);
    expect(await joined(app)).toMatch(/command +renamed/);
    processes.delete(20);
    await app.pass(1300);
    expect(await joined(app)).toContain("the process has ended");
    app.press("q");
    expect(app.asked).toEqual([]);
  });

  test("the menu of hosts scopes the processes, and does not move when hosts come", async () => {
    const app = await start({ hosts: ["db-1", "web-07"] });
    app.press("o");
    expect(await joined(app)).toContain("Processes of  1/3");
    app.press("down", "down");
    expect((await app.text()).find((row) => row.includes("> web-07"))).toContain("Debian");
    app.press("enter");
    expect(await app.row(0)).toContain("procmon > web-07");
    app.press("o", "home", "space");
    expect(await app.row(0)).toContain("all hosts");
  });

  test("are of use at 40x10", async () => {
    const app = await start({ columns: 40, rows: 10, hosts: ["db-1", "web-07"] });
    for (const [key, title] of [
      ["?", "Keys"],
      ["f6", "Sort processes by"],
      ["o", "Processes of"],
      ["enter", "Process"],
    ] as const) {
      app.press(key);
      const rows = await app.text();
      const inside = rows.filter((row) => row.startsWith("│"));
      expect(inside[0]).toMatch(new RegExp(`^│ ${title}`));
      expect(inside.length).toBeGreaterThanOrEqual(5);
      expect(inside.at(-1)).toContain("Esc Close");
      expect(rows.every((row) => row.length <= 40)).toBe(true);
      app.press("end");
      expect(await joined(app)).toContain(title);
      app.press("escape");
    }
  });
});

describe("what reaches the terminal", () => {
  test.each([
    [40, 10],
    [20, 5],
    [1, 1],
    [80, 24],
    [200, 60],
  ])("fills %i x %i after a resize, and no more", async (columns, rows) => {
    const app = await start();
    app.press("?");
    app.resize(columns, rows);
    app.press("escape");
    expect((await app.text()).length).toBe(rows);
    await app.pass(1000);
    app.press("f12");
    await app.text();
    const before = app.screen.looks();
    app.press("ctrl+l");
    await app.text();
    expect(app.screen.looks()).toEqual(before);
  });

  test("is ASCII alone without UTF-8, frames of dialogs included", async () => {
    const app = await start({ unicode: false });
    app.sources.get("web-07")?.processes.set(30, { name: "漢字é", rss: 4096 });
    await app.pass(1300);
    app.press("?");
    expect(await joined(app)).toContain("+-----");
    for (const key of ["escape", "f6", "escape", "enter", "escape", "t", "1", "/", "é"])
      app.press(key);
    // oxlint-disable-next-line no-control-regex -- escape sequences are what it looks for
    expect(app.takeFrames().join("")).toMatch(/^[\x1b\r\n\x0f\x20-\x7e]*$/);
  });

  test("never passes through React for samples and cursor moves", async () => {
    const app = await start({ hosts: ["db-1", "web-07"] });
    const { inkRenders } = app;
    expect(inkRenders).toBeGreaterThan(0);
    for (let step = 0; step < 20; step++) {
      app.press("down", "up", "pagedown", "G");
      await burn(app, "web-07", { 1: step, 20: 20 - step, [100 + step]: 1 });
    }
    app.press("t", "I", "right", "left");
    expect(app.inkRenders - inkRenders).toBe(0);
  });

  test.each(["?", "f6", "o"])("nor while the dialog of %s is open", async (key) => {
    const app = await start({ hosts: ["db-1", "web-07"] });
    app.press(key);
    const { inkRenders } = app;
    for (let step = 0; step < 5; step++) await burn(app, "web-07", { 1: step, 20: 20 - step });
    expect(app.inkRenders - inkRenders).toBe(0);
    app.press("down");
    expect(app.inkRenders - inkRenders).toBe(1);
  });
});
