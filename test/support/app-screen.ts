import { createAgent } from "../../src/agent/agent.ts";
import { createHub, type Hub } from "../../src/hub/hub.ts";
import { channelPair } from "../../src/protocol/channel-pair.ts";
import { type Channel } from "../../src/protocol/effects.ts";
import { type App, createApp } from "../../src/tui/app.ts";
import { createScreenState, type ScreenState } from "../../src/tui/data/screen-state.ts";
import { createCompositor } from "../../src/tui/term/compositor.ts";
import { keyEvent } from "../../src/tui/term/input-event.ts";
import { createWriter } from "../../src/tui/term/writer.ts";
import { type Chrome, createChrome } from "../../src/tui/ui/chrome.tsx";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { createRecordingLogger } from "./recording-logger.ts";
import { createScreen, type Screen } from "./screen.ts";
import { createScriptedSource, type ScriptedSource } from "./scripted-source.ts";

export interface AppScreenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly hosts?: readonly string[];
  readonly unicode?: boolean;
  readonly initial?: ScreenState;
  readonly loadChrome?: () => Promise<Chrome>;
}

/** The whole program on an emulated terminal: real agents, a real hub, virtual time. */
export interface AppScreen {
  readonly app: App;
  readonly clock: FakeClock;
  readonly screen: Screen;
  /** What the agents find, by host. */
  readonly sources: ReadonlyMap<string, ScriptedSource>;
  /** How often Ink drew something. */
  readonly inkRenders: number;
  /** What the program asked for: `quit`, `suspend`, or a fault. */
  readonly asked: unknown[];
  /** Frames since the last call, one string a write. They have reached the terminal. */
  takeFrames(): string[];
  /** Keys by their names in the key table. */
  press(...names: string[]): void;
  type(text: string): void;
  /** Time passes; agents sample, frames travel, the screen ticks. */
  pass(ms: number): Promise<void>;
  /** The rows of the terminal as text. */
  text(): Promise<string[]>;
  row(index: number): Promise<string>;
  resize(columns: number, rows: number): void;
  /** Cuts the connection; while `refused` is not empty, new ones fail with it. */
  loseHub(refused: string): void;
  acceptHub(): void;
  close(): void;
}

export const startAppScreen = async ({
  columns = 80,
  rows = 24,
  hosts = ["web-07"],
  unicode = true,
  initial = createScreenState(),
  loadChrome,
}: AppScreenOptions = {}): Promise<AppScreen> => {
  const clock = createFakeClock();
  const log = createRecordingLogger();
  const hub = createHub({ clock, log, maxHosts: 10 });
  const sources = new Map(hosts.map((host) => [host, createScriptedSource(clock)]));
  const agents = [...sources].map(([host, source]) => startAgent(host, source, hub, clock));
  await clock.advanceAsync(1100);

  const screen = createScreen(columns, rows);
  // As the program does; and on its other screen the emulator trips over its own reflow at a resize.
  await screen.feed("\x1b[?1049h");
  const frames: string[] = [];
  let shown = 0;
  let fed = Promise.resolve();
  const writer = createWriter({
    fd: 1,
    clock,
    log,
    write: (_fd, bytes, offset, length, callback) => {
      frames.push(Buffer.from(bytes.subarray(offset, offset + length)).toString("utf8"));
      callback(null, length);
    },
  });
  const feed = (): Promise<void> => {
    const fresh = frames.slice(shown).join("");
    shown = frames.length;
    fed = fed.then(() => screen.feed(fresh));
    return fed;
  };
  let refused = "";
  let terminalSide: Channel | undefined;
  let inkRenders = 0;
  let taken = 0;
  const asked: unknown[] = [];
  const app = createApp({
    compositor: createCompositor({
      columns,
      rows,
      writer,
      colours: "256",
      synchronized: true,
      unicode,
      backgroundErase: true,
    }),
    connect: async () => {
      if (refused !== "") throw new Error(refused);
      const [own, hubSide] = channelPair();
      terminalSide = own;
      hub.acceptTerminal(hubSide);
      return own;
    },
    clock,
    random: () => 0.5,
    log,
    capabilities: { colours: "256", glyphs: unicode ? "block" : "ascii" },
    initial,
    loadChrome: loadChrome ?? (async () => createChrome({ onRender: () => inkRenders++ })),
    onQuit: (fault) => asked.push(fault ?? "quit"),
    onSuspend: () => asked.push("suspend"),
  });
  await clock.advanceAsync(2000);

  return {
    app,
    clock,
    screen,
    sources,
    get inkRenders() {
      return inkRenders;
    },
    asked,
    takeFrames: () => {
      const fresh = frames.slice(taken);
      taken = frames.length;
      return fresh;
    },
    press: (...names) => {
      for (const name of names) app.input(eventNamed(name));
    },
    type: (text) => {
      for (const key of text) app.input(keyEvent(key === " " ? "space" : key));
    },
    pass: (ms) => clock.advanceAsync(ms),
    text: async () => {
      await feed();
      return screen.text();
    },
    row: async (index) => {
      await feed();
      return screen.text()[index] ?? "";
    },
    resize: (nextColumns, nextRows) => {
      // What was written for the old size reaches the terminal before it changes, as in life.
      const before = frames.slice(shown).join("");
      shown = frames.length;
      fed = fed.then(async () => {
        await screen.feed(before);
        screen.resize(nextColumns, nextRows);
      });
      app.resize(nextColumns, nextRows);
    },
    loseHub: (reason) => {
      refused = reason;
      terminalSide?.close(1006, reason);
    },
    acceptHub: () => {
      refused = "";
    },
    close: () => {
      app.close();
      for (const agent of agents) agent.close();
      hub.close();
      screen.close();
    },
  };
};

const startAgent = (host: string, source: ScriptedSource, hub: Hub, clock: FakeClock) => {
  const agent = createAgent({
    host,
    source,
    connect: async () => {
      const [agentSide, hubSide] = channelPair();
      hub.acceptAgent(hubSide);
      return agentSide;
    },
    intervalMs: 1000,
    clock,
    random: () => 0.5,
    log: createRecordingLogger(),
    version: "0.1.0",
    epoch: "epoch-1",
  });
  agent.start();
  return agent;
};

/** `ctrl+l`, `shift+tab`, `f5`, `G`. */
const eventNamed = (name: string) => {
  const parts = name.split(/\+(?=.)/);
  return keyEvent(parts.at(-1) as string, {
    ctrl: parts.includes("ctrl"),
    alt: parts.includes("alt"),
    shift: parts.includes("shift"),
  });
};
