import { setTimeout as sleep } from "node:timers/promises";
import { missingBins } from "./bins.ts";
import { createHubAndAgent } from "./hub-and-agent.ts";
import { type Memory, readMemory } from "./process-usage.ts";
import { type Measured } from "./report.ts";
import { figure } from "./table.ts";
import { type Goal, goalText, verdict } from "./verdict.ts";

const READINGS = 8;
const rssGoal: Goal = { atMost: 80 };
const privateDirtyGoal: Goal = { atMost: 30 };
/** Five samples a second: an hour at the default of 5 s is 720 samples, reached in two and a half minutes. */
const INTERVAL = "200ms";

/** What the agent holds while processes come and go, at evenly spaced moments. */
export const measureAgentMemory = async (minutes: number): Promise<Measured> => {
  const missing = missingBins("agent", "hub");
  if (missing !== undefined) return { table: undefined, notes: [`agent memory: ${missing}`] };
  const pair = await createHubAndAgent(INTERVAL);
  try {
    const readings: Memory[] = [];
    for (let reading = 0; reading < READINGS; reading++) {
      await sleep((minutes * 60_000) / READINGS);
      readings.push(readMemory(pair.agentPid));
    }
    const row = (name: string, values: readonly number[], goal: Goal): string[] => [
      name,
      ...values.map(figure),
      goalText(goal),
      verdict(Math.max(...values), goal),
    ];
    return {
      table: {
        title: `Memory of the agent over ${minutes} min of churn at ${INTERVAL}, MB`,
        columns: ["", ...readings.map((_, i) => `${i + 1}/${READINGS}`), "goal", ""],
        rows: [
          row(
            "RSS",
            readings.map(({ rssMb }) => rssMb),
            rssGoal,
          ),
          row(
            "private dirty",
            readings.map(({ privateDirtyMb }) => privateDirtyMb),
            privateDirtyGoal,
          ),
        ],
      },
      notes: [],
    };
  } finally {
    await pair.close();
  }
};
