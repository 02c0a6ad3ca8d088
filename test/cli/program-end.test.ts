import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import { closeAll } from "../../src/cli/close-all.ts";
import { watchProgramEnd } from "../../src/cli/program-end.ts";
import { settle } from "../support/fake-clock.ts";

const start = () => {
  const program = new EventEmitter();
  const end = watchProgramEnd(program);
  let ended = false;
  void end.ended.then(() => (ended = true));
  return { program, end, hasEnded: () => settle().then(() => ended) };
};

describe("a program that holds the terminal ends", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"])("at %s, without a fault", async (signal) => {
    const { program, end, hasEnded } = start();
    expect(await hasEnded()).toBe(false);
    program.emit(signal, signal);
    expect(await hasEnded()).toBe(true);
    expect(end.fault).toBeUndefined();
  });

  test.each(["uncaughtException", "unhandledRejection"])("at %s, with the fault", async (kind) => {
    const { program, end, hasEnded } = start();
    const fault = new Error("in a painter");
    program.emit(kind, fault);
    expect(await hasEnded()).toBe(true);
    expect(end.fault).toBe(fault);
  });

  test("when it is told to, with the first fault of all", async () => {
    const { program, end, hasEnded } = start();
    end.end("text as a fault");
    program.emit("uncaughtException", new Error("a later one"));
    expect(await hasEnded()).toBe(true);
    expect(end.fault?.message).toBe("text as a fault");
  });
});

test("a second signal does not cut the cleaning up short: it is still listened for", () => {
  const { program, end } = start();
  const listened = ["SIGINT", "SIGTERM", "SIGHUP", "uncaughtException", "unhandledRejection"];
  const counts = () => listened.map((event) => program.listenerCount(event));
  program.emit("SIGTERM", "SIGTERM");
  expect(counts()).toEqual([1, 1, 1, 1, 1]);
  end.close();
  expect(counts()).toEqual([0, 0, 0, 0, 0]);
});

test("everything is closed, the last opened first, whatever fails on the way", async () => {
  const closed: string[] = [];
  const faults: unknown[] = [];
  const fault = new Error("cannot");
  await closeAll(
    [
      () => void closed.push("terminal"),
      async () => {
        await settle();
        closed.push("writer");
      },
      () => {
        throw fault;
      },
      () => void closed.push("app"),
      () => Promise.reject(fault),
    ],
    (error) => faults.push(error),
  );
  expect(closed).toEqual(["app", "writer", "terminal"]);
  expect(faults).toEqual([fault, fault]);
});
