import { binPath } from "../bench/bins.ts";
import { type Program, type ProgramOptions, startProgram } from "./program.ts";
import { type PtyOptions, type PtyProgram, startPtyProgram } from "./pty-program.ts";

export interface RunningHub extends Program {
  readonly url: string;
}

/** The built hub, once it listens. Port 0 lets the system choose. */
export const startHub = async (
  dataDir: string,
  { port = 0, args = [] }: { port?: number; args?: readonly string[] } = {},
): Promise<RunningHub> => {
  const program = startProgram(process.execPath, [
    binPath("hub"),
    "--listen",
    `127.0.0.1:${port}`,
    "--data-dir",
    dataDir,
    ...args,
  ]);
  const url = await program.until("the line that names the URL", (_, log) =>
    logLines(log)
      .flatMap((line) => (typeof line["url"] === "string" ? [line["url"]] : []))
      .at(0),
  );
  return { ...program, url };
};

/** The built agent, as `id`. */
export const startAgent = (
  hub: string,
  { id, interval }: { id: string; interval: string },
): Program =>
  startProgram(process.execPath, [
    binPath("agent"),
    "--hub",
    hub,
    "--id",
    id,
    "--interval",
    interval,
  ]);

/** The built terminal program without a terminal. */
export const runTui = (args: readonly string[], options?: ProgramOptions): Program =>
  startProgram(process.execPath, [binPath("tui"), ...args], options);

/** The built terminal program on a terminal. */
export const startTui = (args: readonly string[], options?: PtyOptions): PtyProgram =>
  startPtyProgram(process.execPath, [binPath("tui"), ...args], options);

const logLines = (log: string): Record<string, unknown>[] =>
  log
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Record<string, unknown>];
      } catch {
        return [];
      }
    });
