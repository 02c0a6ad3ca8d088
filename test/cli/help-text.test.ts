import { expect, test } from "vitest";
import { agentCommand } from "../../src/cli/agent-command.ts";
import { helpText } from "../../src/cli/help-text.ts";
import { hubCommand } from "../../src/cli/hub-command.ts";
import { type CommandForm, flagName } from "../../src/cli/option.ts";
import { tuiCommand } from "../../src/cli/tui-command.ts";

const commands: readonly CommandForm[] = [agentCommand, hubCommand, tuiCommand];

test.each(commands.map((command) => [command.name, command] as const))(
  "the help of %s fits 80 columns and names every option and word",
  (_name, command) => {
    const text = helpText(command);
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    for (const key of Object.keys(command.options)) expect(text).toContain(`--${flagName(key)}`);
    for (const [word, meaning] of Object.entries(command.words)) {
      expect(text).toMatch(new RegExp(`^ {2}${word} `, "m"));
      expect(text.replace(/\s+/g, " ")).toContain(`${word} ${meaning}`);
    }
    for (const example of command.examples) expect(text).toContain(`  $ ${example}`);
  },
);

test("the help says it all in one look", () => {
  const command: CommandForm = {
    name: "procmon-example",
    summary: "shows what help looks like",
    usage: ["procmon-example [--colour NAME]"],
    words: {},
    options: {
      colour: {
        ...tuiCommand.options.filter,
        placeholder: "NAME",
        short: "c",
        description: "a description that is so long that it has to be wrapped to a second line",
      },
      aVeryLongOptionName: {
        ...tuiCommand.options.filter,
        placeholder: "SOMETHING",
        description: "short",
      },
    },
    examples: ["procmon-example --colour red"],
  };
  expect(helpText(command)).toBe(
    `procmon-example: shows what help looks like

Usage
  $ procmon-example [--colour NAME]

Options
  -c, --colour NAME         a description that is so long that it has to be
                            wrapped to a second line
  -f, --a-very-long-option-name SOMETHING
                            short
  -V, --version             print the version
  -h, --help                print this

Examples
  $ procmon-example --colour red

Each option can be set in the environment too: --max-hosts as PROCMON_MAX_HOSTS.`,
  );
});
