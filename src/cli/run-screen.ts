import { hostname } from "node:os";
import process from "node:process";
import { apiPaths } from "../protocol/api-paths.ts";
import { type Connect } from "../protocol/effects.ts";
import { createApp } from "../tui/app.ts";
import { compileFilterText, parseSort } from "../tui/data/process-query.ts";
import { createScreenState } from "../tui/data/screen-state.ts";
import { detectCapabilities } from "../tui/term/capabilities.ts";
import { createCompositor } from "../tui/term/compositor.ts";
import { createInputDecoder } from "../tui/term/input.ts";
import { createTerminal } from "../tui/term/terminal.ts";
import { openTerminalOutput } from "../tui/term/terminal-output.ts";
import { createWriter } from "../tui/term/writer.ts";
import { idOfHostname } from "./agent-command.ts";
import { connectWebSocket } from "./connect-web-socket.ts";
import { startEmbeddedThread } from "./embedded-thread.ts";
import { type OptionValues } from "./option.ts";
import { silentLogger } from "./silent-logger.ts";
import { systemClock } from "./system-clock.ts";
import { type tuiCommand } from "./tui-command.ts";

type TuiOptions = OptionValues<typeof tuiCommand.options>;

const endSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The program on a terminal, from the first frame until it is quit. Whatever ends it - a key, a signal,
 * a fault, the terminal going away - the terminal gets its modes and its screen back first.
 */
export const runScreen = async (options: TuiOptions): Promise<void> => {
  const { env, platform, stdin, stdout } = process;
  compileFilterText(options.filter);
  const initial = createScreenState({
    filter: options.filter,
    scope: options.host ?? null,
    ...(options.sort !== undefined && { processSort: parseSort(options.sort) }),
  });
  const capabilities = detectCapabilities(env, true, platform);
  // Ink asks chalk, chalk the environment; what may be shown is decided by the compositor alone.
  env["FORCE_COLOR"] = "1";
  const clock = systemClock;
  const log = silentLogger;
  const output = openTerminalOutput(stdout.fd, platform);
  const terminal = createTerminal({
    stdin,
    stdout,
    fd: output.fd,
    clock,
    fallbackSize: { columns: Number(env["COLUMNS"]) || 80, rows: Number(env["LINES"]) || 24 },
    stopSelf: () => process.kill(process.pid, "SIGSTOP"),
  });
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let fault: unknown;
  const writer = createWriter({
    fd: output.fd,
    write: output.write,
    clock,
    log,
    onError: () => finish(),
  });
  const compositor = createCompositor({ ...terminal.size, ...capabilities, writer });
  const restore = (): void => terminal.restore();
  const fail = (error: unknown): void => {
    fault = error;
    finish();
  };
  for (const signal of endSignals) process.once(signal, finish);
  process.on("exit", restore);
  process.once("uncaughtException", fail);
  process.once("unhandledRejection", fail);
  process.on("SIGTSTP", terminal.suspend);
  process.on("SIGCONT", terminal.resume);

  terminal.enter();
  const { connect, close } = connection(options);
  const app = createApp({
    compositor,
    connect,
    clock,
    random: Math.random,
    log,
    capabilities,
    initial,
    loadChrome: async () =>
      (await import("../tui/ui/chrome.tsx")).createChrome({ unicode: capabilities.unicode }),
    onQuit: () => finish(),
  });
  const decoder = createInputDecoder({ clock, onEvent: app.input });
  terminal.onInput((bytes) => decoder.push(bytes));
  terminal.onResize(({ columns, rows }) => app.resize(columns, rows));
  terminal.onHangup(() => finish());

  await finished;
  decoder.close();
  app.close();
  close();
  await writer.close();
  terminal.close();
  output.close();
  process.off("exit", restore);
  process.off("SIGTSTP", terminal.suspend);
  process.off("SIGCONT", terminal.resume);
  if (fault !== undefined) throw fault instanceof Error ? fault : new Error(String(fault));
};

const connection = (options: TuiOptions): { connect: Connect; close(): void } => {
  const { hub } = options;
  if (hub !== undefined)
    return { connect: () => connectWebSocket(hub, apiPaths.live), close: () => undefined };
  return startEmbeddedThread({
    id: idOfHostname(hostname()),
    intervalMs: options.interval,
    source: options.source,
  });
};
