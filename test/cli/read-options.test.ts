import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { agentCommand } from "../../src/cli/agent-command.ts";
import { type Command, environmentName, flagName } from "../../src/cli/option.ts";
import { or, wholeNumber } from "../../src/cli/option-schemas.ts";
import { readOptions } from "../../src/cli/read-options.ts";
import { tuiCommand } from "../../src/cli/tui-command.ts";
import { type ProcmonError } from "../../src/protocol/procmon-error.ts";

const exampleCommand = {
  name: "procmon-example",
  summary: "has an option of each kind",
  usage: ["procmon-example"],
  words: {},
  options: {
    maxHosts: {
      type: "text",
      schema: or("10000", wholeNumber(1, 20_000)),
      description: "hosts (default 10000)",
    },
    allowHost: {
      type: "list",
      schema: z._default(z.array(z.string()), []),
      description: "names",
    },
  },
  examples: [],
} as const satisfies Command;

/** What was given, and nothing of the environment that the tests run in. */
const given = (argv: readonly string[], env: Record<string, string> = {}) => ({
  argv,
  env,
  version: "1.2.3",
});
const faultOf = async (read: Promise<unknown>): Promise<ProcmonError> => {
  try {
    await read;
  } catch (error) {
    return error as ProcmonError;
  }
  throw new Error("expected a fault");
};

describe("a value", () => {
  test("comes from the flag, else from the environment, else from the default", async () => {
    const hosts = async (argv: string[], env?: Record<string, string>) =>
      (await readOptions(exampleCommand, given(argv, env))).values.maxHosts;
    const env = { PROCMON_MAX_HOSTS: "20" };
    expect(await hosts(["--max-hosts", "10"], env)).toBe(10);
    expect(await hosts([], env)).toBe(20);
    expect(await hosts([])).toBe(10_000);
  });

  test("that is empty in the environment was not given", async () => {
    const { values } = await readOptions(
      tuiCommand,
      given([], { PROCMON_HUB: "", PROCMON_LIMIT: "" }),
    );
    expect([values.hub, values.limit]).toEqual([undefined, undefined]);
  });

  test("of a flag is true or false in the environment", async () => {
    const json = async (text: string) =>
      (await readOptions(tuiCommand, given([], { PROCMON_JSON: text }))).values.json;
    expect([await json("true"), await json("1"), await json("false"), await json("0")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const fault = await faultOf(readOptions(tuiCommand, given([], { PROCMON_JSON: "maybe" })));
    expect(fault.message).toBe('PROCMON_JSON: expected true or false, got "maybe"');
  });

  test("that is given twice is refused by name", async () => {
    const fault = await faultOf(readOptions(tuiCommand, given(["--sort", "cpu", "--sort", "rss"])));
    expect([fault.code, fault.message]).toEqual([
      "PROCMON_USAGE",
      "--sort: expected once, got it 2 times",
    ]);
  });

  test("may begin with a dash", async () => {
    const { values } = await readOptions(tuiCommand, given(["--sort", "-rss", "-f", "-node"]));
    expect([values.sort, values.filter]).toEqual(["-rss", "-node"]);
  });

  test("of an option that does not exist is told as it was typed", async () => {
    const fault = await faultOf(readOptions(tuiCommand, given(["--no-such"])));
    expect(fault.message).toBe("--no-such is no option of procmon-tui");
  });

  test("may be a list: flags repeated, or names with commas in the environment", async () => {
    const names = async (argv: string[], env?: Record<string, string>) =>
      (await readOptions(exampleCommand, given(argv, env))).values.allowHost;
    expect(await names(["--allow-host", "a.example", "--allow-host", "b.example"])).toEqual([
      "a.example",
      "b.example",
    ]);
    expect(await names([], { PROCMON_ALLOW_HOST: "a.example,b.example" })).toEqual([
      "a.example",
      "b.example",
    ]);
    expect(await names([])).toEqual([]);
  });

  test("has a short flag where the table says so", async () => {
    const { values } = await readOptions(
      tuiCommand,
      given(["-n", "5", "--sort=-rss", "-f", "cpu>5"]),
    );
    expect([values.limit, values.sort, values.filter]).toEqual([5, "-rss", "cpu>5"]);
  });

  test("is frozen with the others", async () => {
    expect(Object.isFrozen((await readOptions(agentCommand, given([]))).values)).toBe(true);
  });

  test("that is a flag is false unless given", async () => {
    expect((await readOptions(tuiCommand, given([]))).values.json).toBe(false);
    expect((await readOptions(tuiCommand, given(["--json"]))).values.json).toBe(true);
  });
});

test("words stand apart from options", async () => {
  expect((await readOptions(tuiCommand, given(["processes", "--json"]))).words).toEqual([
    "processes",
  ]);
});

describe("an error", () => {
  test.each([
    [["--max-hosts", "many"], {}, "--max-hosts: expected a whole number from 1 to 20000", '"many"'],
    [[], { PROCMON_MAX_HOSTS: "0" }, "PROCMON_MAX_HOSTS: expected a whole number", '"0"'],
  ])(
    "of %j with %j names the place, what is expected, and what came",
    async (argv, env, says, got) => {
      const fault = await faultOf(readOptions(exampleCommand, given(argv, env)));
      expect(fault.code).toBe("PROCMON_USAGE");
      expect(fault.message).toContain(says);
      expect(fault.message).toContain(`got ${got}`);
    },
  );

  test("about an option that does not exist suggests the one that was meant", async () => {
    const { message } = await faultOf(readOptions(exampleCommand, given(["--max-host", "1"])));
    expect(message).toBe("--max-host is no option of procmon-example; did you mean --max-hosts?");
    const far = await faultOf(readOptions(exampleCommand, given(["--zzzzzzzzzzzz"])));
    expect(far.message).toBe("--zzzzzzzzzzzz is no option of procmon-example");
  });

  test("shows nothing that would act on the terminal", async () => {
    const { message } = await faultOf(
      readOptions(exampleCommand, given(["--max-hosts", "\x1b[2J"])),
    );
    expect(message).not.toContain("\x1b");
  });
});

describe("the tables of commands", () => {
  const commands: readonly Command[] = [agentCommand, tuiCommand, exampleCommand];

  test.each(commands.map((command) => [command.name, command] as const))(
    "%s: what the description calls the default is the default",
    async (_name, command) => {
      const plain = (await readOptions(command, given([]))).values;
      for (const [key, { type, description }] of Object.entries(command.options)) {
        const [, told] = /\(default ([^\s;)]+)/.exec(description) ?? [];
        if (told === undefined || type !== "text") continue;
        const { values } = await readOptions(command, given([`--${flagName(key)}`, told]));
        expect([key, values[key]]).toEqual([key, plain[key]]);
      }
    },
  );

  test("name each option once as a flag and once in the environment", async () => {
    for (const { options } of commands) {
      const keys = Object.keys(options);
      expect(new Set(keys.map(flagName)).size).toBe(keys.length);
      expect(new Set(keys.map(environmentName)).size).toBe(keys.length);
    }
    expect([flagName("maxHosts"), environmentName("maxHosts")]).toEqual([
      "max-hosts",
      "PROCMON_MAX_HOSTS",
    ]);
  });
});
