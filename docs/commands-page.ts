import { agentCommand } from "../src/cli/agent-command.ts";
import { hubCommand } from "../src/cli/hub-command.ts";
import { type CommandForm, environmentName, flagName, type OptionForm } from "../src/cli/option.ts";
import { tuiCommand } from "../src/cli/tui-command.ts";
import { code, markdownTable } from "./markdown-table.ts";

const commands: readonly CommandForm[] = [agentCommand, hubCommand, tuiCommand];

/** docs/commands.md: the three commands and their options. */
export const renderCommandsPage = (): string => `# Commands

Each option is a flag and an environment variable; the flag wins over the variable, the variable over the
default. An option that may be repeated takes names with commas in the environment. \`--help\` and \`--version\`
print and exit. Exit codes are those of the [errors](errors.md).

${commands.map(sectionOf).join("\n\n")}
`;

const sectionOf = ({ name, summary, usage, words, options, examples }: CommandForm): string =>
  [
    `## ${name}`,
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    shellBlock(usage),
    ...(Object.keys(words).length === 0
      ? []
      : [
          markdownTable(
            ["Word", "What it does"],
            Object.entries(words).map(([word, meaning]) => [code(word), meaning]),
          ),
        ]),
    markdownTable(
      ["Option", "Environment", "Default", "What it is"],
      Object.entries(options).map(([key, option]) => optionRow(key, option)),
    ),
    "Examples:",
    shellBlock(examples),
  ].join("\n\n");

const optionRow = (key: string, { short, placeholder, description }: OptionForm): string[] => {
  const value = placeholder === undefined ? "" : ` ${placeholder}`;
  const [, told = ""] = inParentheses.exec(description) ?? [];
  return [
    code(`${short === undefined ? "" : `-${short}, `}--${flagName(key)}${value}`),
    code(environmentName(key)),
    told,
    description.replace(inParentheses, ""),
  ];
};

/** How descriptions tell the default. What is said behind it stays in the description. */
const inParentheses = / \(default:? ([^;)]*)\)/;

const shellBlock = (lines: readonly string[]): string => `\`\`\`sh\n${lines.join("\n")}\n\`\`\``;
