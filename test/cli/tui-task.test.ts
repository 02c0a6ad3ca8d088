import { describe, expect, test } from "vitest";
import { readOptions } from "../../src/cli/read-options.ts";
import { tuiCommand } from "../../src/cli/tui-command.ts";
import { parseTuiTask, type TuiTask } from "../../src/cli/tui-task.ts";

const hub = "http://127.0.0.1:8080";
const taskOf = async (line: string): Promise<TuiTask> => {
  const argv = line === "" ? [] : line.split(" ");
  const { words, values } = await readOptions(tuiCommand, { argv, env: {}, version: "1.2.3" });
  return parseTuiTask(words, values);
};

test("nothing is the screen, a list its list", async () => {
  expect(await taskOf("")).toEqual({ kind: "screen" });
  expect(await taskOf("--filter cpu>5 --sort rss")).toEqual({ kind: "screen" });
  expect(await taskOf("tree")).toEqual({ kind: "list", name: "tree" });
});

test("a list with a moment is one of the past", async () => {
  expect(await taskOf(`hosts --hub ${hub} --at -2h`)).toEqual({
    kind: "list-at",
    name: "hosts",
    hub: new URL(hub),
    at: "-2h",
  });
});

test("questions about the past take a process id where they are of a process", async () => {
  expect(await taskOf(`history 4217 --hub ${hub} --host web-7`)).toMatchObject({
    kind: "past",
    name: "history",
    pid: 4217,
  });
  expect(await taskOf(`series 1 --hub ${hub} --host web-7`)).toMatchObject({ pid: 1 });
  expect(await taskOf(`series --hub ${hub} --host web-7`)).toMatchObject({ pid: undefined });
});

describe("refused as usage", () => {
  test.each([
    ["top", /^top: expected --hub URL/],
    ["hosts --at 03:12", /^--at: expected --hub URL/],
    ["processs", /expected one of hosts, .*; did you mean processes\?/],
    ["hosts web-7", /expected options only behind hosts, got "web-7"/],
    [`top 12 --hub ${hub}`, /expected options only behind top, got "12"/],
    [`history --hub ${hub} --host web-7`, /history: expected a process id behind it, got none/],
    [`history x --hub ${hub} --host web-7`, /history: expected a process id behind it, got "x"/],
    [`history 1 2 --hub ${hub} --host web-7`, /options only behind history PID, got "2"/],
    [`history 1 --hub ${hub}`, /history: expected --host NAME/],
    [`diff --hub ${hub}`, /diff: expected --host NAME/],
    ["hosts --sort rss", /--sort: expected with processes or tree, not with hosts/],
    [`top --hub ${hub} --at 03:12`, /--at: expected with hosts, processes or tree, not with top/],
    ["processes --from -1h", /--from: expected with history, .* not with processes/],
    ["--at 03:12", /--at: expected with hosts, processes or tree, not alone/],
    ["--kind host_down", /--kind: expected with events, not alone/],
    ["--watch", /--watch: expected --json/],
    [`hosts --hub ${hub} --at -1h --watch --json`, /--watch: expected no --at/],
  ])("%s", async (line, message) => {
    await expect(taskOf(line)).rejects.toMatchObject({
      code: "PROCMON_USAGE",
      exitCode: 2,
      message: expect.stringMatching(message) as string,
    });
  });
});
