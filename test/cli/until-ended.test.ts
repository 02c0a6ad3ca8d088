import { expect, test } from "vitest";
import { untilEnded } from "../../src/cli/until-ended.ts";

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "resolves at %s, and a second signal finds nobody who would hold it up",
  async (signal) => {
    const listeners = () => process.listenerCount(signal);
    const before = listeners();
    const ended = untilEnded();
    expect(listeners()).toBe(before + 1);
    process.emit(signal, signal);
    expect(await ended).toBe(signal);
    expect(["SIGINT", "SIGTERM", "SIGHUP"].map((name) => process.listenerCount(name))).toEqual(
      ["SIGINT", "SIGTERM", "SIGHUP"].map(() => before),
    );
  },
);
