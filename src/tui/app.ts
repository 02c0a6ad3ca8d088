import { type Clock, type Connect, type Logger, type Random } from "../protocol/effects.ts";
import { makeSafeText } from "../protocol/safe-text.ts";
import { createFeed } from "./data/feed.ts";
import { createFleet } from "./data/fleet.ts";
import { type FleetHost } from "./data/fleet-host.ts";
import { formatCount } from "./data/format-cell.ts";
import { createHostsView } from "./data/hosts-view.ts";
import { settleList } from "./data/list-state.ts";
import { type ProcessFilter } from "./data/process-members.ts";
import { compileFilterText } from "./data/process-query.ts";
import { createProcessView } from "./data/process-view.ts";
import { reduceScreen } from "./data/reduce-screen.ts";
import { type ScreenAction } from "./data/screen-action.ts";
import { type ScreenState } from "./data/screen-state.ts";
import { editLine, insertText } from "./edit-line.ts";
import { screenActionOf } from "./key-actions.ts";
import { findAction } from "./keys/find-action.ts";
import { type KeyAction, type KeyContext } from "./keys/key-table.ts";
import { type Layout, layoutScreen, tableRows } from "./paint/layout.ts";
import { paintScreen } from "./paint/paint-screen.ts";
import { createTheme } from "./paint/theme.ts";
import { type Capabilities } from "./term/capabilities.ts";
import { type Compositor } from "./term/compositor.ts";
import { glyphSets } from "./term/glyphs.ts";
import { type InputEvent, keyName } from "./term/input-event.ts";
import { type Chrome } from "./ui/chrome.tsx";
import { dialogRows, dialogTextWidth } from "./ui/dialog-layout.ts";
import { footerHints } from "./ui/footer-hints.ts";
import { firstPlace, type OpenDialog, openDialog } from "./ui/open-dialog.ts";

export interface AppOptions {
  readonly compositor: Compositor;
  readonly connect: Connect;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly capabilities: Pick<Capabilities, "colours" | "glyphs">;
  readonly initial: ScreenState;
  /** Loads what React draws. The screen is painted, and keys work, before it has come. */
  readonly loadChrome: () => Promise<Chrome>;
  readonly onQuit: () => void;
}

export interface App {
  input(event: InputEvent): void;
  resize(columns: number, rows: number): void;
  /** What the terminal shows is not known any more. */
  redraw(): void;
  close(): void;
}

/** Screens of new data are this far apart at least: a fleet sends more often than one can read. */
const leastTickMs = 200;
/** Without data, the clock and the ages move on. */
const idleTickMs = 1000;

/** What changes which rows there are, or their order. */
const arranging = [
  "screen",
  "scope",
  "filters",
  "hostSort",
  "processSort",
  "tree",
  "folds",
  "kernelThreads",
] as const;

/**
 * The program on the screen: data and keys in, frames out. A key is answered at once, whatever the data
 * does; data is drawn at most five times a second.
 */
export const createApp = (options: AppOptions): App => {
  const { compositor, clock } = options;
  const theme = createTheme(options.capabilities.colours === "none" ? "mono" : "ansi16");
  const glyphs = glyphSets[options.capabilities.glyphs];
  const fleet = createFleet({ clock });
  const hosts = createHostsView();
  const processes = createProcessView();
  let state = options.initial;
  let caret = 0;
  let dialogCursor = 0;
  let subject: string | null = null;
  let filter: { readonly text: string; readonly test: ProcessFilter | null } = {
    text: "",
    test: null,
  };
  let scope: readonly FleetHost[] = [];
  let chrome: Chrome | undefined;
  let hints: { context: KeyContext; list: ReturnType<typeof footerHints> } | undefined;
  let lastTick = Number.NEGATIVE_INFINITY;
  let cancelTick: () => void = () => undefined;
  let tickIsDue = false;
  let closed = false;

  const layout = (): Layout => {
    const { draft, applied } = state.filters[state.screen];
    return layoutScreen({
      columns: compositor.columns,
      rows: compositor.rows,
      screen: state.screen,
      filter: draft !== null || applied !== "",
      cores: scope.length === 1 ? (scope[0]?.facts.cpu_count ?? 0) : 0,
    });
  };

  const arrange = (): void => {
    const monotonic = clock.monotonic();
    const { applied } = state.filters.processes;
    if (filter.text !== applied) filter = { text: applied, test: compileFilterText(applied) };
    scope =
      state.scope === null ? fleet.hosts : fleet.hosts.filter(({ host }) => host === state.scope);
    hosts.arrange({ fleet, text: state.filters.hosts.applied, sort: state.hostSort, monotonic });
    if (state.screen === "processes")
      processes.arrange({
        hosts: scope,
        filter: filter.test,
        sort: state.processSort,
        tree: state.tree,
        folds: state.folds,
        kernelThreads: state.kernelThreads,
        frozen: state.frozenUntil > monotonic,
      });
  };

  const settle = (place: Layout): void => {
    const before = state.lists[state.screen];
    const rows = state.screen === "hosts" ? hostRows : processRows;
    const after = settleList(before, rows, tableRows(place));
    if (after !== before) state = { ...state, lists: { ...state.lists, [state.screen]: after } };
  };
  const hostRows = {
    get count() {
      return hosts.rows.length;
    },
    identityAt: hosts.identityAt,
    indexOfIdentity: hosts.indexOfIdentity,
  };
  const processRows = {
    get count() {
      return processes.rows.count;
    },
    identityAt: processes.identityAt,
    indexOfIdentity: processes.indexOfIdentity,
  };

  const context = (): KeyContext =>
    state.filters[state.screen].draft !== null
      ? "filter"
      : state.overlay !== "none"
        ? "menu"
        : state.screen;

  const dialog = (): OpenDialog | null =>
    openDialog(state, { cursor: dialogCursor, subject }, fleet, {
      rows: dialogRows(compositor.rows),
      width: dialogTextWidth(compositor.columns),
    });

  const paint = (): void => {
    if (closed) return;
    const place = layout();
    settle(place);
    const monotonic = clock.monotonic();
    paintScreen(
      compositor.grid,
      place,
      {
        state,
        fleet,
        scope,
        hosts,
        processes,
        connection: { feed: feed.state, monotonic },
        now: clock.now(),
      },
      theme,
      glyphs,
    );
    compositor.setOverlays(overlays(place));
    compositor.flush();
  };

  const overlays = (place: Layout) => {
    if (chrome === undefined) return [];
    const now = context();
    if (hints?.context !== now) hints = { context: now, list: footerHints(now) };
    const { draft, applied, error } = state.filters[state.screen];
    const [matched, total] =
      state.screen === "hosts"
        ? [hosts.rows.length, hosts.total]
        : [processes.matched, processes.total];
    return chrome.overlays({
      columns: compositor.columns,
      rows: compositor.rows,
      footer: place.footer === null ? null : { rect: place.footer, hints: hints.list },
      filter:
        place.filter === null
          ? null
          : {
              rect: place.filter,
              text: draft ?? applied,
              cursor: draft === null ? null : caret,
              count: `${formatCount(matched)} of ${formatCount(total)} match`,
              error,
            },
      dialog: dialog()?.model ?? null,
    });
  };

  const tick = (): void => {
    tickIsDue = false;
    lastTick = clock.monotonic();
    cancelTick = clock.after(idleTickMs, tick);
    if (!state.paused) arrange();
    paint();
  };

  /** New data, or news of the connection. */
  const onChange = (): void => {
    if (tickIsDue || closed) return;
    tickIsDue = true;
    cancelTick();
    cancelTick = clock.after(Math.max(0, lastTick + leastTickMs - clock.monotonic()), tick);
  };

  const feed = createFeed({
    connect: options.connect,
    clock,
    random: options.random,
    fleet,
    log: options.log,
    onChange,
  });

  const reduce = (action: ScreenAction): void => {
    const before = state;
    state = reduceScreen(state, action);
    if (before.paused !== state.paused) feed.watch(state.paused ? [] : "*");
    if (arranging.some((part) => before[part] !== state[part])) arrange();
    if (before.overlay !== state.overlay && state.overlay !== "none") openOverlay();
  };

  const openOverlay = (): void => {
    subject = processes.identityAt(state.lists.processes.row);
    dialogCursor = 0;
    const opened = dialog();
    if (opened !== null) dialogCursor = firstPlace(opened);
  };

  const act = (action: KeyAction): void => {
    switch (action) {
      case "quit":
        options.onQuit();
        return;
      case "redraw":
        compositor.invalidate();
        return;
      case "back":
        if (state.screen === "hosts" && state.filters.hosts.applied === "") options.onQuit();
        else if (state.screen === "processes" && state.scope === null) options.onQuit();
        else reduce({ type: "back" });
        return;
      default:
        if (!actInFilter(action) && !actInMenu(action)) {
          const screenAction = screenActionOf(action, surroundings());
          if (screenAction !== undefined) reduce(screenAction);
          if (action === "filter") caret = (state.filters[state.screen].draft ?? "").length;
        }
    }
  };

  const surroundings = () => ({
    state,
    processes,
    hosts,
    columns: compositor.columns,
    height: tableRows(layout()),
    now: clock.monotonic(),
  });

  const actInFilter = (action: KeyAction): boolean => {
    const { draft } = state.filters[state.screen];
    if (action === "filter-apply") reduce({ type: "filter-accept" });
    else if (action === "filter-cancel") reduce({ type: "filter-clear" });
    else {
      const edited = draft === null ? undefined : editLine({ text: draft, caret }, action);
      if (edited === undefined) return false;
      setDraft(edited);
    }
    return true;
  };

  const setDraft = (line: { readonly text: string; readonly caret: number }): void => {
    caret = line.caret;
    if (line.text !== state.filters[state.screen].draft)
      reduce({ type: "filter-edit", draft: line.text });
  };

  const type = (text: string): void => {
    const { draft } = state.filters[state.screen];
    if (draft !== null)
      setDraft(insertText({ text: draft, caret }, makeSafeText(text.replace(/\s+/g, " "))));
  };

  const actInMenu = (action: KeyAction): boolean => {
    const opened = dialog();
    if (opened === null) return false;
    const page = dialogRows(compositor.rows);
    const to = (place: number): void => {
      dialogCursor = Math.max(0, Math.min(place, opened.last));
    };
    switch (action) {
      case "menu-up":
        to(dialogCursor - 1);
        return true;
      case "menu-down":
        to(dialogCursor + 1);
        return true;
      case "menu-page-up":
        to(dialogCursor - page);
        return true;
      case "menu-page-down":
        to(dialogCursor + page);
        return true;
      case "menu-first":
        to(0);
        return true;
      case "menu-last":
        to(opened.last);
        return true;
      case "menu-choose":
        reduce(opened.choose(dialogCursor));
        return true;
      case "menu-close":
        reduce({ type: "open", overlay: "none" });
        return true;
      default:
        return false;
    }
  };

  arrange();
  paint();
  tick();
  options.loadChrome().then(
    (loaded) => {
      if (closed) loaded.close();
      else chrome = loaded;
      paint();
    },
    (error: unknown) => options.log.error({ error: String(error) }, "dialogs cannot be drawn"),
  );

  return {
    input: (event) => {
      if (event.kind === "paste") type(event.text);
      else if (event.kind === "focus" && event.focused) compositor.invalidate();
      else if (event.kind === "key") {
        const at = context();
        const action = findAction(at, keyName(event));
        if (action !== undefined) act(action);
        else if (at === "filter" && !event.ctrl && !event.alt) typeKey(event.key);
      } else return;
      paint();
    },
    resize: (columns, rows) => {
      compositor.resize(columns, rows);
      paint();
    },
    redraw: () => {
      compositor.invalidate();
      paint();
    },
    close: () => {
      closed = true;
      cancelTick();
      feed.close();
      chrome?.close();
      compositor.close();
    },
  };

  function typeKey(key: string): void {
    if (key === "space") type(" ");
    else if ([...key].length === 1) type(key);
  }
};
