import { type Clock, type Connect, type Logger, type Random } from "../protocol/effects.ts";
import { createChromeModel } from "./chrome-model.ts";
import { createFeed } from "./data/feed.ts";
import { createFleet } from "./data/fleet.ts";
import { isTopLevel, reduceScreen } from "./data/reduce-screen.ts";
import { type ScreenAction } from "./data/screen-action.ts";
import { type ScreenState } from "./data/screen-state.ts";
import { createDialogPlace } from "./dialog-place.ts";
import { createFilterLine } from "./filter-line.ts";
import { focusOf } from "./focus.ts";
import { screenActionOf } from "./key-actions.ts";
import { findAction } from "./keys/find-action.ts";
import { type KeyAction } from "./keys/key-table.ts";
import { type Layout, layoutScreen, tableRows } from "./paint/layout.ts";
import { paintScreen } from "./paint/paint-screen.ts";
import { createTheme } from "./paint/theme.ts";
import { changesRows, createScreenRows } from "./screen-rows.ts";
import { type Capabilities } from "./term/capabilities.ts";
import { type Compositor } from "./term/compositor.ts";
import { glyphSets } from "./term/glyphs.ts";
import { type InputEvent, keyName, typedText } from "./term/input-event.ts";
import { createTickSchedule } from "./tick-schedule.ts";
import { type Chrome } from "./ui/chrome.tsx";
import { type DialogSize, dialogSize } from "./ui/dialog-layout.ts";

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
  /** The person leaves; or, with the fault, the program cannot go on. */
  readonly onQuit: (fault?: unknown) => void;
  /** Ctrl-Z. Left out where the system knows no stopped programs. */
  readonly onSuspend?: () => void;
}

export interface App {
  /** What came together, as when a key is held over a slow line, is drawn together. */
  input(...events: readonly InputEvent[]): void;
  resize(columns: number, rows: number): void;
  close(): void;
}

/**
 * The program on the screen. One way: data and keys change the state, the state decides the rows, state
 * and rows are painted. A key is answered at once, whatever the data does.
 */
export const createApp = (options: AppOptions): App => {
  const { compositor, clock, connect, random, log } = options;
  const theme = createTheme(options.capabilities.colours === "none" ? "mono" : "ansi16");
  const glyphs = glyphSets[options.capabilities.glyphs];
  const fleet = createFleet({ clock });
  const rows = createScreenRows(fleet);
  const filterLine = createFilterLine();
  const dialogs = createDialogPlace(fleet);
  const chromeModel = createChromeModel();
  let chrome: Chrome | undefined;
  let state = options.initial;
  /** The moment that the data on screen is of. It stands still while the screen is frozen. */
  let dataMoment = clock.monotonic();
  let closed = false;

  const layout = (): Layout => {
    const { draft, applied } = state.filters[state.screen];
    return layoutScreen({
      columns: compositor.columns,
      rows: compositor.rows,
      screen: state.screen,
      filter: draft !== null ? "typing" : applied !== "" ? "applied" : "none",
      cores: rows.scope.length === 1 ? (rows.scope[0]?.facts.cpu_count ?? 0) : 0,
    });
  };
  const sizeOfDialog = (): DialogSize => dialogSize(compositor.columns, compositor.rows);

  const paint = (): void => {
    if (closed) return;
    const place = layout();
    state = rows.settle(state, tableRows(place));
    const monotonic = clock.monotonic();
    if (!state.paused) dataMoment = monotonic;
    paintScreen(
      compositor.grid,
      place,
      {
        state,
        fleet,
        scope: rows.scope,
        hosts: rows.hosts,
        processes: rows.processes,
        feed: feed.state,
        monotonic,
        dataMoment,
        now: clock.now(),
      },
      theme,
      glyphs,
    );
    compositor.setOverlays(
      chrome?.overlays(
        chromeModel({
          columns: compositor.columns,
          rows: compositor.rows,
          layout: place,
          state,
          focus: focusOf(state),
          caret: filterLine.caret,
          matches: rows.matches(state.screen),
          dialog: dialogs.model(state, sizeOfDialog()),
        }),
      ) ?? [],
    );
    compositor.flush();
  };

  const ticks = createTickSchedule(clock, {
    tick: () => {
      if (!state.paused) rows.arrange(state, clock.monotonic());
      paint();
    },
    isEmpty: () => rows.processes.total === 0,
  });
  const feed = createFeed({ connect, clock, random, fleet, log, onChange: () => ticks.onNews() });

  const reduce = (action: ScreenAction): void => {
    const before = state;
    state = reduceScreen(state, action);
    if (before.paused !== state.paused) feed.watch(state.paused ? [] : "*");
    if (changesRows(before, state))
      rows.arrange(state, state.paused ? dataMoment : clock.monotonic());
    if (before.overlay !== state.overlay && state.overlay !== "none") {
      const process = rows.processes.identityAt(state.lists.processes.row);
      // Who looked at a process finds the cursor on it afterwards, wherever it is sorted to.
      if (state.overlay === "process" && process !== null)
        state = reduceScreen(state, { type: "select", identity: process, now: clock.monotonic() });
      dialogs.begin(
        state,
        {
          process,
          hosts: fleet.hosts.map(({ host }) => host),
        },
        sizeOfDialog(),
      );
    }
  };

  const act = (action: KeyAction): void => {
    switch (action) {
      case "quit":
        options.onQuit();
        return;
      case "suspend":
        options.onSuspend?.();
        return;
      case "redraw":
        compositor.invalidate();
        return;
      case "back":
        if (isTopLevel(state)) options.onQuit();
        else reduce({ type: "back" });
        return;
      case "filter":
        reduce({ type: "filter-begin" });
        filterLine.begin(state.filters[state.screen].draft ?? "");
        return;
      default: {
        const followed = followUp(action);
        if (followed !== undefined) reduce(followed);
      }
    }
  };

  /** What a key means to the one that has the focus. */
  const followUp = (action: KeyAction): ScreenAction | undefined => {
    const { draft } = state.filters[state.screen];
    switch (focusOf(state)) {
      case "filter":
        return filterLine.press(draft ?? "", action);
      case "menu":
      case "text":
        return dialogs.press(action, state, sizeOfDialog());
      case "hosts":
      case "processes": {
        const place = layout();
        return screenActionOf(action, {
          state,
          processes: rows.processes,
          hosts: rows.hosts,
          columns: place.table.width,
          height: tableRows(place),
          now: clock.monotonic(),
        });
      }
    }
  };

  const type = (text: string): void => {
    const { draft } = state.filters[state.screen];
    if (draft !== null && text !== "") reduce(filterLine.type(draft, text));
  };

  const take = (event: InputEvent): void => {
    if (event.kind === "paste") type(event.text);
    else if (event.kind === "focus" && event.focused) compositor.invalidate();
    else if (event.kind === "key") {
      const action = findAction(focusOf(state), keyName(event));
      if (action === undefined) type(typedText(event));
      else act(action);
    }
  };

  rows.arrange(state, clock.monotonic());
  paint();
  options.loadChrome().then(
    (loaded) => {
      if (closed) loaded.close();
      else chrome = loaded;
      paint();
    },
    (error: unknown) => {
      if (!closed) options.onQuit(error);
    },
  );

  return {
    input: (...events) => {
      for (const event of events) {
        take(event);
        state = rows.settle(state, tableRows(layout()));
      }
      paint();
    },
    resize: (columns, height) => {
      compositor.resize(columns, height);
      paint();
    },
    close: () => {
      closed = true;
      ticks.close();
      feed.close();
      chrome?.close();
      compositor.close();
    },
  };
};
