import { type Measured } from "./report.ts";
import { type Session } from "./screen-session.ts";
import { median, medianRatio, p95 } from "./statistics.ts";
import { figure } from "./table.ts";
import { keysOf } from "./terminal-sessions.ts";
import { type Steady } from "./terminal-steady.ts";
import { type Goal, goalText, verdict } from "./verdict.ts";

/** What holds for the terminal, if it holds. */
export const terminalBars = (
  sessions: ReadonlyMap<string, readonly Session[]>,
  steady: ReadonlyMap<string, Steady>,
): Measured => {
  const ours = sessions.get("procmon");
  const oursSteady = steady.get("procmon");
  if (ours === undefined || oursSteady === undefined) return { table: undefined, notes: [] };
  const htop = steady.get("htop");
  const rows: string[][] = [];
  const bar = (what: string, value: number, goal: Goal, unit = "") =>
    rows.push([what, figure(value), goalText(goal, unit), verdict(value, goal)]);
  const frames = keysOf(ours, "last");
  bar("key to end of frame, median ms", median(frames), { atMost: 2 });
  bar("key to end of frame, p95 ms", p95(frames), { atMost: 10 });
  bar("first frame, median ms", median(ours.map(({ firstFrame }) => firstFrame)), { atMost: 100 });
  const clears = ours.map(({ census }) => census.clears);
  bar("clears of the screen, in all runs", Math.max(...clears, ...oursSteady.clears), {
    atMost: 0,
  });
  bar("bytes per refresh / htop's", medianRatio(oursSteady.bytes, htop?.bytes ?? []), {
    atMost: 1,
  });
  return { table: { title: "Bars", columns: ["procmon", "value", "bar", ""], rows }, notes: [] };
};
