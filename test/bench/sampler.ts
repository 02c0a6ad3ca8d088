import { parseArgs } from "node:util";
import { measureAgentMemory } from "./agent-memory.ts";
import { compile, type Programs } from "./compile.ts";
import { enterNamespace } from "./namespace.ts";
import { createPopulation, type PopulationOptions } from "./population.ts";
import { createReport, type Measured } from "./report.ts";
import { measureCosts } from "./sampler-costs.ts";
import { measureMonitors } from "./sampler-monitors.ts";
import { wholeNumber } from "./whole-number.ts";

const options = {
  processes: { type: "string", default: "1000" },
  rounds: { type: "string", default: "20" },
  windows: { type: "string", default: "6" },
  "warm-up": { type: "string", default: "60" },
  minutes: { type: "string", default: "3" },
  only: { type: "string", default: "costs,active,monitors,memory" },
  profile: { type: "string" },
  markdown: { type: "boolean", default: false },
} as const;

/** The longest a population may live, whatever becomes of the bench. */
const MAX_SECONDS = 3600;
const lightWork = { busy: 20, burnUs: 2000, periodUs: 100_000, seconds: MAX_SECONDS };

/** What a sample of this machine costs, beside the floor and beside others who do the same. */
export const benchSampler = async (argv: readonly string[]): Promise<void> => {
  const surroundings = await enterNamespace(argv);
  if (surroundings === undefined) return;
  const { values } = parseArgs({ args: [...surroundings.arguments], options });
  const processes = wholeNumber("processes", values.processes, 1, 15_000);
  const rounds = wholeNumber("rounds", values.rounds, 1, 1000);
  const windows = wholeNumber("windows", values.windows, 1, 100);
  const warmUpSeconds = wholeNumber("warm-up", values["warm-up"], 1, 600);
  const minutes = wholeNumber("minutes", values.minutes, 1, 59);
  const parts = new Set(values.only.split(","));

  const report = createReport(values.markdown);
  if (surroundings.sharedBecause !== undefined)
    report.note(`the host's other processes are in every sample: ${surroundings.sharedBecause}`);
  const programs = compile();
  if (programs.path === undefined)
    report.note(`measured on the processes that are here anyway: ${programs.missing}`);
  const on = async (part: string, population: PopulationOptions, measure: Measure) => {
    if (!parts.has(part)) return;
    report.add(await onPopulation(programs, population, measure));
  };
  const steady = { ...lightWork, sleepers: processes, wakeMs: 0, churn: 0 };
  try {
    const costs = { programs, processes, rounds, profileFolder: values.profile };
    await on("costs", steady, () => measureCosts({ ...costs, everythingActive: false }));
    await on("active", { ...steady, wakeMs: 500 }, () =>
      measureCosts({ ...costs, everythingActive: true }),
    );
    await on("monitors", steady, () =>
      measureMonitors({ processCpu: programs.path?.["process-cpu"], windows, warmUpSeconds }),
    );
    await on("memory", { ...steady, churn: 20 }, () => measureAgentMemory(minutes));
  } finally {
    programs.close();
  }
};

type Measure = () => Promise<Measured>;

const onPopulation = async (
  programs: Programs,
  options: PopulationOptions,
  measure: Measure,
): Promise<Measured> => {
  const population = await createPopulation(programs.path?.population, options);
  try {
    return await measure();
  } finally {
    await population.close();
  }
};
