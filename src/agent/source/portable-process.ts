import { type Systeminformation } from "systeminformation";
import { limits } from "../../protocol/limits.ts";
import { type ProcessStatus } from "../../protocol/process-status.ts";
import { type InfoValues } from "../../protocol/process-table.ts";
import { redactArguments } from "../../protocol/redact/redact-arguments.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { cutArguments } from "../procfs/cmdline.ts";

type SiProcess = Systeminformation.ProcessesProcessData;

/** What systeminformation knows of one process, in the units of the wire; NaN and null where it does not. */
export interface PortableProcess {
  readonly pid: number;
  readonly ppid: number;
  /** Milliseconds between the process's start and `now`, by the second. */
  readonly ageMs: number;
  readonly status: number;
  readonly nice: number;
  readonly memory_rss: number;
  readonly memory_vms: number;
  /** 1/100 percent of one core. */
  readonly cpu_percent: number;
  readonly info: Pick<InfoValues, "name" | "cmdline" | "exe" | "username" | "tty">;
}

/** Its words for states, which it makes of the letters of ps. What it calls unknown is absent here. */
const letterOfState: ReadonlyMap<string, ProcessStatus> = new Map([
  ["running", "R"],
  ["sleeping", "S"],
  ["blocked", "D"],
  ["stopped", "T"],
  ["zombie", "Z"],
  ["dead", "X"],
]);

/**
 * Whether it works CPU % out itself, between two calls and with 100 for the whole machine (Linux,
 * Windows), or passes on what ps says, where 100 is one core (macOS, the BSDs). lib/processes.js.
 */
export const isCpuShareOfMachine = (platform: string): boolean =>
  platform === "linux" || platform === "win32";

/** Reads one row of `si.processes()`. `now` is the wall clock when the rows arrived. */
export const parsePortableProcess = (
  row: SiProcess,
  options: { platform: string; now: number; cores: number },
): PortableProcess => {
  const { platform, now, cores } = options;
  const isWindows = platform === "win32";
  const letter = letterOfState.get(row.state);
  return {
    pid: row.pid,
    ppid: wire(row.parentPid),
    ageMs: ageOf(row.started, now, isWindows),
    status: letter === undefined ? Number.NaN : letter.charCodeAt(0),
    // It writes 0 where Windows has no such thing.
    nice: isWindows ? Number.NaN : wire(row.nice),
    memory_rss: wire(row.memRss * 1024),
    memory_vms: row.memVsz === null ? Number.NaN : wire(row.memVsz * 1024),
    cpu_percent: wire(row.cpu * cores * 100),
    info: {
      name: text(row.name, limits.nameLength),
      cmdline: cmdlineOf(row, isWindows),
      exe: isWindows ? text(row.path, limits.pathLength) : null,
      username: text(row.user, limits.nameLength),
      tty: text(row.tty, limits.nameLength),
    },
  };
};

const wire = (value: number): number => (Number.isFinite(value) ? Math.round(value) : Number.NaN);

const text = (value: string | null | undefined, maxLength: number): string | null =>
  value === null || value === undefined || value === ""
    ? null
    : makeSafeText(value.slice(0, maxLength));

/**
 * The arguments, split at blanks: ps and WMI join them and no one can tell any more which blanks were
 * part of an argument. A quoted program path of Windows stays in one piece.
 */
const cmdlineOf = (row: SiProcess, isWindows: boolean): readonly string[] | null => {
  const command = isWindows || row.path === "" ? row.command : `${row.path}/${row.command}`;
  const line = makeSafeText(`${command ?? ""} ${row.params ?? ""}`).trim();
  if (line === "") return null;
  const args = line.match(/^"[^"]*"|[^ ]+/g) ?? [];
  return cutArguments(redactArguments(args.map((arg) => arg.replace(/^"([^"]*)"$/, "$1"))));
};

/**
 * `started` is local time as `YYYY-MM-DD hh:mm:ss`. Windows gives it by the clock as it stood then; for
 * the others the library takes the age from the present local time, so the present offset holds.
 */
const ageOf = (started: string | null, now: number, isWindows: boolean): number => {
  const match = /^(\d+)-(\d+)-(\d+) (\d+):(\d+):(\d+)$/.exec(started ?? "");
  if (match === null) return Number.NaN;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = isWindows
    ? new Date(year, month - 1, day, hour, minute, second).getTime()
    : Date.UTC(year, month - 1, day, hour, minute, second) +
      new Date(now).getTimezoneOffset() * 60_000;
  return Math.max(0, now - at);
};
