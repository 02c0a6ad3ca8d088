import { shuffled } from "./interleave.ts";
import { type Monitor } from "./monitors.ts";
import { type Size } from "./pty-program.ts";
import { runSession, type Session } from "./screen-session.ts";
import { median, p95 } from "./statistics.ts";
import { figure, type Table } from "./table.ts";

export interface SessionsOptions {
  readonly monitors: readonly Monitor[];
  readonly size: Size;
  readonly home: string;
  readonly rounds: number;
  readonly keys: number;
}

/** Every monitor once per round, in random order: how it starts and how it answers keys. */
export const runSessions = async (
  options: SessionsOptions,
): Promise<Map<string, readonly Session[]>> => {
  const { monitors, size, home, rounds, keys } = options;
  const sessions = new Map<string, Session[]>(monitors.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const monitor of shuffled(monitors)) {
      const session = await runSession({ monitor, size, home, keys, warmUpMs: 5000 });
      sessions.get(monitor.name)?.push(session);
    }
  }
  return sessions;
};

export const keysOf = (sessions: readonly Session[], of: "first" | "last" | "bytes"): number[] =>
  sessions.flatMap(({ answers }) => answers.map((answer) => answer[of]));

export const sessionTable = (
  { monitors, size, rounds, keys }: SessionsOptions,
  sessions: ReadonlyMap<string, readonly Session[]>,
): Table => ({
  title: `Start and keys at ${size.columns}x${size.rows}, ${rounds} interleaved runs of ${keys} keys (arrow down and up), ms`,
  columns: [
    "monitor",
    "header",
    "first frame",
    "key to first byte",
    "p95",
    "key to end of frame",
    "p95",
    "bytes/key",
    "no answer",
    "clears/run",
    "RSS MB",
    "private dirty MB",
  ],
  rows: monitors.map(({ name, version }) => {
    const own = sessions.get(name) ?? [];
    return [
      `${name} ${version}`,
      figure(median(own.map(({ firstPaint }) => firstPaint))),
      figure(median(own.map(({ firstFrame }) => firstFrame))),
      figure(median(keysOf(own, "first"))),
      figure(p95(keysOf(own, "first"))),
      figure(median(keysOf(own, "last"))),
      figure(p95(keysOf(own, "last"))),
      figure(median(keysOf(own, "bytes"))),
      `${own.reduce((sum, { unanswered }) => sum + unanswered, 0)}/${rounds * keys}`,
      figure(median(own.map(({ census }) => census.clears))),
      figure(median(own.map(({ memory }) => memory.rssMb))),
      figure(median(own.map(({ memory }) => memory.privateDirtyMb))),
    ];
  }),
});
