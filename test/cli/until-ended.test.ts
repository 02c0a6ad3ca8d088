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
    expect(await ended).toEqual({ signal });
    expect(["SIGINT", "SIGTERM", "SIGHUP"].map((name) => process.listenerCount(name))).toEqual(
      ["SIGINT", "SIGTERM", "SIGHUP"].map(() => before),
    );
  },
);

test("with something to reload, a hang-up reloads and does not end, also while the program ends", async () => {
  const before = process.listenerCount("SIGHUP");
  let reloads = 0;
  const onReload = () => reloads++;
  const ended = untilEnded({ onReload });
  process.emit("SIGHUP", "SIGHUP");
  process.emit("SIGTERM", "SIGTERM");
  process.emit("SIGHUP", "SIGHUP");
  expect(await ended).toEqual({ signal: "SIGTERM" });
  expect(reloads).toBe(2);
  process.off("SIGHUP", onReload);
  expect(process.listenerCount("SIGHUP")).toBe(before);
});
