import { describe, expect, test } from "vitest";
import { createFleet } from "../../../src/tui/data/fleet.ts";
import { createHostsView } from "../../../src/tui/data/hosts-view.ts";
import { createScreenState } from "../../../src/tui/data/screen-state.ts";
import { createDialogPlace } from "../../../src/tui/dialog-place.ts";
import { createFilterLine } from "../../../src/tui/filter-line.ts";
import { screenActionOf } from "../../../src/tui/key-actions.ts";
import { type Focus, findAction, lookups } from "../../../src/tui/keys/find-action.ts";
import { keyLabel } from "../../../src/tui/keys/key-label.ts";
import {
  type KeyAction,
  type KeyBinding,
  keyContexts,
  keyTable,
} from "../../../src/tui/keys/key-table.ts";
import { footerHints } from "../../../src/tui/ui/footer-hints.ts";
import { helpLines } from "../../../src/tui/ui/help-lines.ts";
import { arrangedView, fleetOf } from "../../support/sample-fleet.ts";

const table: readonly KeyBinding[] = keyTable;
const focuses = Object.keys(lookups) as Focus[];

describe("the key table", () => {
  test.each(focuses)("binds no key twice where %s has the focus", (focus) => {
    const keys = table
      .filter(({ context }) => lookups[focus].includes(context))
      .flatMap((binding) => binding.keys);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  test("binds nothing only to the prefix keys of tmux and screen", () => {
    const prefixes = ["ctrl+a", "ctrl+b"];
    for (const { action, keys } of table)
      expect([action, keys.some((key) => !prefixes.includes(key))]).toEqual([action, true]);
  });

  test("reaches every context from somewhere, and titles each", () => {
    const reached = new Set(Object.values(lookups).flat());
    for (const { context } of table) expect(reached).toContain(context);
    for (const context of reached) expect(keyContexts[context]).not.toBe("");
  });

  test("lets one quit, suspend and redraw from everywhere", () => {
    for (const focus of focuses)
      expect(["ctrl+c", "ctrl+z", "ctrl+l"].map((key) => findAction(focus, key))).toEqual([
        "quit",
        "suspend",
        "redraw",
      ]);
  });

  test("has help for every action that fits beside its keys", () => {
    for (const { action, help } of table) {
      expect([action, help.length > 0]).toEqual([action, true]);
      expect(help.length, help).toBeLessThanOrEqual(50);
    }
  });

  test("finds a key by what has the focus, and none for what it does not know", () => {
    expect(findAction("processes", "t")).toBe("tree");
    expect(findAction("hosts", "t")).toBeUndefined();
    expect(findAction("filter", "q")).toBeUndefined();
    expect(findAction("menu", "space")).toBe("dialog-choose");
    expect(findAction("text", "space")).toBe("dialog-page-down");
  });
});

test("every action of the table is handled by the part that it is for", () => {
  const { fleet } = fleetOf({ "web-1": [{ pid: 1 }, { pid: 2, ppid: 1 }] });
  const processes = arrangedView(fleet, { tree: true });
  const hosts = createHostsView();
  const state = { ...createScreenState(), tree: true };
  hosts.arrange({ fleet, text: "", sort: state.hostSort, monotonic: 0 });
  const size = { rows: 2, width: 40 };
  const dialogs = createDialogPlace(fleet);
  const help = { ...state, overlay: "help" as const };
  dialogs.begin(help, { process: null, hosts: [] }, size);

  /** What the app itself does. */
  const own: readonly KeyAction[] = ["quit", "suspend", "redraw", "back", "filter"];
  const changesDialog = (action: KeyAction): boolean => {
    dialogs.press("dialog-first", help, size);
    for (let line = 0; line < 4; line++) dialogs.press("dialog-down", help, size);
    const before = dialogs.model(help, size);
    return dialogs.press(action, help, size) !== undefined || dialogs.model(help, size) !== before;
  };
  for (const { action, context } of keyTable) {
    const handled =
      own.includes(action) ||
      (context === "filter" && createFilterLine().press("text", action) !== undefined) ||
      ((context === "menu" || context === "text") && changesDialog(action)) ||
      screenActionOf(action, { state, processes, hosts, columns: 80, height: 5, now: 1 }) !==
        undefined;
    expect([action, context, handled]).toEqual([action, context, true]);
  }
});

describe("the footer", () => {
  test.each(focuses)("teaches keys of %s within 80 columns", (focus) => {
    for (const level of ["top", "below"] as const) {
      const text = footerHints(focus, level)
        .map(({ key, label }) => `${key} ${label}`)
        .join("  ");
      expect(text).not.toBe("");
      expect(text.length, text).toBeLessThanOrEqual(80);
    }
  });

  test("says Quit only where q quits, and Back only where there is something to go back to", () => {
    const labels = (level: "top" | "below") =>
      footerHints("processes", level).map(({ label }) => label);
    expect(labels("top")).toContain("Quit");
    expect(labels("top")).not.toContain("Back");
    expect(labels("below")).toContain("Back");
    expect(labels("below")).not.toContain("Quit");
  });
});

test("the help has every key of the table, those of the screen first", () => {
  for (const screen of ["hosts", "processes"] as const) {
    const labels = helpLines(screen).map(({ label }) => label);
    for (const { keys } of table) expect(labels).toContain(keys.map(keyLabel).join(" "));
  }
  const headings = helpLines("processes").filter(({ heading }) => heading);
  expect(headings.slice(0, 2).map(({ label }) => label)).toEqual(["Lists", "Processes"]);
});

test("keys are called as on keyboards", () => {
  expect(["ctrl+l", "f5", "shift+tab", "+", "alt+backspace", "G", "pageup"].map(keyLabel)).toEqual([
    "Ctrl-L",
    "F5",
    "Shift-Tab",
    "+",
    "Alt-Backspace",
    "G",
    "PgUp",
  ]);
});

test("a fleet without a row under the cursor opens nothing and folds nothing", () => {
  const fleet = createFleet({ clock: { monotonic: () => 0 } });
  const hosts = createHostsView();
  const processes = arrangedView(fleet, { tree: true });
  const state = { ...createScreenState({ screen: "hosts" }), tree: true };
  const around = { state, processes, hosts, columns: 80, height: 5, now: 1 };
  expect(screenActionOf("open", around)).toBeUndefined();
  const inProcesses = { ...around, state: { ...state, screen: "processes" as const } };
  for (const action of ["collapse", "expand"] as const)
    expect(screenActionOf(action, inProcesses)).toBeUndefined();
});
