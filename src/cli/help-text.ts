import { type CommandForm, flagName } from "./option.ts";

/** What `--help` prints; fits 80 columns. */
export const helpText = ({ name, summary, usage, words, options, examples }: CommandForm): string =>
  [
    ...wrap(`${name}: ${summary}`, 80),
    "",
    "Usage",
    ...usage.map((line) => `  $ ${line}`),
    ...section("Words", Object.entries(words)),
    ...section("Options", [
      ...Object.entries(options).map(([key, option]): [string, string] => [
        `${option.short === undefined ? "" : `-${option.short}, `}--${flagName(key)}${option.placeholder === undefined ? "" : ` ${option.placeholder}`}`,
        option.description,
      ]),
      ["-V, --version", "print the version"],
      ["-h, --help", "print this"],
    ]),
    "",
    "Examples",
    ...examples.map((line) => `  $ ${line}`),
    "",
    "Each option can be set in the environment too: --max-hosts as PROCMON_MAX_HOSTS.",
  ].join("\n");

const section = (title: string, rows: readonly (readonly [string, string])[]): string[] =>
  rows.length === 0 ? [] : ["", title, ...rows.flatMap(([left, right]) => describe(left, right))];

const describe = (left: string, right: string): string[] => {
  const lines = wrap(right, 50);
  if (left.length > 25) lines.unshift("");
  return lines.map((line, i) => `  ${(i === 0 ? left : "").padEnd(26)}${line}`.trimEnd());
};

const wrap = (text: string, width: number): string[] => {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) as string;
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
};
