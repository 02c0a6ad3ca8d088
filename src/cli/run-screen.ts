import process from "node:process";
import { createApp } from "../tui/app.ts";
import { compileFilterText, parseSort } from "../tui/data/process-query.ts";
import { createScreenState, type ScreenState } from "../tui/data/screen-state.ts";
import { detectCapabilities } from "../tui/term/capabilities.ts";
import { createCompositor } from "../tui/term/compositor.ts";
import { createInputDecoder } from "../tui/term/input.ts";
import { type InputEvent } from "../tui/term/input-event.ts";
import { createTerminal } from "../tui/term/terminal.ts";
import { openTerminalOutput } from "../tui/term/terminal-output.ts";
import { createWriter } from "../tui/term/writer.ts";
import { closeAll } from "./close-all.ts";
import { holdStderr } from "./hold-stderr.ts";
import { type HubConnection } from "./open-hub.ts";
import { type OptionValues } from "./option.ts";
import { type ProgramEnd, watchProgramEnd } from "./program-end.ts";
import { silentLogger } from "./silent-logger.ts";
import { systemClock } from "./system-clock.ts";
import { type tuiCommand } from "./tui-command.ts";

type TuiOptions = OptionValues<typeof tuiCommand.options>;

/**
 * The program on a terminal, from the first frame until it is quit. Whatever ends it - a key, a signal,
 * a fault, the terminal going away - the terminal gets its modes and its screen back first.
 */
export const runScreen = async (options: TuiOptions, connection: HubConnection): Promise<void> => {
  const initial = initialState(options);
  const programEnd = watchProgramEnd(process);
  const closes: (() => Promise<void> | void)[] = [];
  try {
    openScreen(initial, connection, programEnd, closes);
    await programEnd.ended;
  } catch (error) {
    programEnd.end(error);
  }
  await closeAll(closes, (fault) => programEnd.end(fault));
  programEnd.close();
  if (programEnd.fault !== undefined) throw programEnd.fault;
};

/** Checked before the terminal is touched. */
const initialState = ({ filter, host, sort }: TuiOptions): ScreenState => {
  compileFilterText(filter);
  return createScreenState({
    filter,
    scope: host ?? null,
    ...(sort !== undefined && { processSort: parseSort(sort) }),
  });
};

/** Opens piece after piece, and adds to `closes` how each is closed as soon as it is open. */
const openScreen = (
  initial: ScreenState,
  { connect }: HubConnection,
  programEnd: ProgramEnd,
  closes: (() => Promise<void> | void)[],
): void => {
  const { env, platform, stdin, stdout } = process;
  const capabilities = detectCapabilities(env, true, platform);
  // Ink asks chalk, chalk the environment; what may be shown is decided by the compositor alone.
  env["FORCE_COLOR"] = "1";
  delete env["NO_COLOR"];
  const clock = systemClock;
  const log = silentLogger;
  const quit = (): void => programEnd.end();

  closes.push(holdStderr(process.stderr));
  const output = openTerminalOutput(stdout.fd, platform);
  closes.push(() => output.close());
  const terminal = createTerminal({
    stdin,
    stdout,
    fd: output.fd,
    clock,
    fallbackSize: { columns: Number(env["COLUMNS"]) || 80, rows: Number(env["LINES"]) || 24 },
    // The whole job, as the terminal's own Ctrl-Z does: a wrapper such as npm must stop as well.
    stopSelf: () => process.kill(0, "SIGSTOP"),
  });
  const listeners = [
    ["exit", () => terminal.restore()],
    ["SIGTSTP", () => terminal.suspend()],
    ["SIGCONT", () => terminal.resume()],
  ] as const;
  for (const [event, listener] of listeners) process.on(event, listener);
  closes.push(() => {
    terminal.close();
    for (const [event, listener] of listeners) process.off(event, listener);
  });
  terminal.onHangup(quit);

  const writer = createWriter({
    fd: output.fd,
    // While the program is suspended the screen is the shell's: nothing is taken until it is back.
    write: (fd, bytes, offset, length, callback) => {
      if (terminal.entered) output.write(fd, bytes, offset, length, callback);
      else callback(Object.assign(new Error("suspended"), { code: "EAGAIN" }), 0);
    },
    clock,
    log,
    onError: quit,
  });
  closes.push(() => writer.close());
  terminal.enter();
  const app = createApp({
    compositor: createCompositor({ ...terminal.size, ...capabilities, writer }),
    connect,
    clock,
    random: Math.random,
    log,
    capabilities,
    initial,
    loadChrome: async () => (await import("../tui/ui/chrome.tsx")).createChrome(),
    onQuit: (fault) => programEnd.end(fault),
    ...(platform !== "win32" && { onSuspend: () => terminal.suspend() }),
  });
  closes.push(() => app.close());
  let together: InputEvent[] | undefined;
  const decoder = createInputDecoder({
    clock,
    onEvent: (event) => {
      if (together === undefined) app.input(event);
      else together.push(event);
    },
  });
  closes.push(() => decoder.close());
  terminal.onInput((bytes) => {
    together = [];
    decoder.push(bytes);
    const events = together;
    together = undefined;
    if (events.length > 0) app.input(...events);
  });
  terminal.onResize(({ columns, rows }) => app.resize(columns, rows));
};
