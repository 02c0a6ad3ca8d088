import { parseArgs } from "node:util";
import { binPath, missingBins } from "./bins.ts";
import { compile } from "./compile.ts";
import { findMonitors, type Monitor } from "./monitors.ts";
import { enterNamespace } from "./namespace.ts";
import { measurePaintCost } from "./paint-cost.ts";
import { createPopulation } from "./population.ts";
import { createEmptyHome, type Size } from "./pty-program.ts";
import { createReport, type Report } from "./report.ts";
import { type Session } from "./screen-session.ts";
import { terminalBars } from "./terminal-bars.ts";
import { runSessions, sessionTable } from "./terminal-sessions.ts";
import { runSteady, type Steady, steadyTable } from "./terminal-steady.ts";
import { wholeNumber } from "./whole-number.ts";

const options = {
  processes: { type: "string", default: "340" },
  sizes: { type: "string", default: "160x50" },
  rounds: { type: "string", default: "3" },
  keys: { type: "string", default: "30" },
  windows: { type: "string", default: "6" },
  "warm-up": { type: "string", default: "20" },
  beside: { type: "string", default: "htop,btop,glances" },
  only: { type: "string", default: "paint,sessions,steady" },
  screens: { type: "boolean", default: false },
  markdown: { type: "boolean", default: false },
} as const;

const ACTIVE = 40;
const MAX_SECONDS = 3600;

/** What the terminal sends, costs and takes, on a real pty beside other monitors. */
export const benchTerminal = async (argv: readonly string[]): Promise<void> => {
  const surroundings = await enterNamespace(argv);
  if (surroundings === undefined) return;
  const { values } = parseArgs({ args: [...surroundings.arguments], options });
  const processes = wholeNumber("processes", values.processes, ACTIVE, 15_000);
  const sizes = values.sizes.split(",").map(parseSize);
  const settings = {
    rounds: wholeNumber("rounds", values.rounds, 1, 100),
    keys: wholeNumber("keys", values.keys, 1, 1000),
    windows: wholeNumber("windows", values.windows, 1, 100),
    warmUpSeconds: wholeNumber("warm-up", values["warm-up"], 1, 600),
    screens: values.screens,
    parts: new Set(values.only.split(",")),
  };
  const report = createReport(values.markdown);
  if (surroundings.sharedBecause !== undefined)
    report.note(`the host's other processes are on the screens too: ${surroundings.sharedBecause}`);
  const programs = compile();
  if (programs.path === undefined)
    report.note(`measured on the processes that are here anyway: ${programs.missing}`);
  const monitors = findOursAndOthers(values.beside.split(","), report);
  const population = await createPopulation(programs.path?.population, {
    sleepers: processes - ACTIVE,
    busy: ACTIVE,
    burnUs: 1000,
    periodUs: 300_000,
    wakeMs: 0,
    churn: 0,
    seconds: MAX_SECONDS,
  });
  const home = createEmptyHome();
  const processCpu = programs.path?.["process-cpu"];
  try {
    if (settings.parts.has("paint")) report.add(measurePaintCost(sizes, [processes]));
    for (const size of sizes)
      await measureSize({ ...settings, monitors, size, home: home.path, processCpu }, report);
  } finally {
    home.close();
    await population.close();
    programs.close();
  }
};

type SizeOptions = Parameters<typeof runSessions>[0] &
  Parameters<typeof runSteady>[0] & {
    readonly screens: boolean;
    readonly parts: ReadonlySet<string>;
  };

const measureSize = async (sizeOptions: SizeOptions, report: Report): Promise<void> => {
  const { parts, screens } = sizeOptions;
  const sessions = parts.has("sessions")
    ? await runSessions(sizeOptions)
    : new Map<string, readonly Session[]>();
  if (parts.has("sessions")) report.add({ table: sessionTable(sizeOptions, sessions), notes: [] });
  if (screens)
    for (const [name, [first]] of sessions) report.note(`${name}:\n${first?.screen ?? ""}`);
  const steady = parts.has("steady") ? await runSteady(sizeOptions) : new Map<string, Steady>();
  if (parts.has("steady")) report.add({ table: steadyTable(sizeOptions, steady), notes: [] });
  report.add(terminalBars(sessions, steady));
};

const findOursAndOthers = (others: readonly string[], report: Report): Monitor[] => {
  const { installed, missing } = findMonitors(others);
  const reason = missingBins("tui");
  for (const text of [...missing, ...(reason === undefined ? [] : [`procmon: ${reason}`])])
    report.note(`not measured: ${text}`);
  const ours: Monitor = {
    name: "procmon",
    version: "",
    command: [binPath("tui")],
    header: /CPU%/,
  };
  return reason === undefined ? [ours, ...installed] : [...installed];
};

const parseSize = (text: string): Size => {
  const match = /^(\d{2,3})x(\d{2,3})$/.exec(text);
  if (match === null)
    throw new RangeError(`--sizes: expected COLUMNSxROWS with commas between, got ${text}`);
  return { columns: Number(match[1]), rows: Number(match[2]) };
};
