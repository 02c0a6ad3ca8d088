import { nearestName } from "../protocol/nearest-name.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";
import { helpText } from "./help-text.ts";
import { type CommandForm, flagName, type OptionForm } from "./option.ts";

export interface Arguments {
  /** What stands apart from options. */
  readonly words: readonly string[];
  /** What was given for each option, by flag name without the dashes in front. */
  readonly flags: ReadonlyMap<string, FlagValue>;
}

/** True or false for a flag, all values for a list. */
export type FlagValue = string | boolean | readonly string[];

/** Names that are accepted for an option beside its own, by flag name. */
type Synonyms = Readonly<Record<string, OptionForm>>;

/**
 * Takes the command line apart. `--help` and `--version` print and exit 0.
 *
 * Throws PROCMON_USAGE for an option that does not exist, with the one that was probably meant, and for
 * one that is given twice.
 */
export const parseArguments = async (
  command: CommandForm,
  { argv, version, synonyms = {} }: ArgumentsGiven & { readonly synonyms?: Synonyms },
): Promise<Arguments> => {
  // Without arguments there is nothing to parse, and the parser costs a third of the time to start.
  if (argv.length === 0) return { words: [], flags: new Map() };
  const { default: meow } = await import("meow");
  const options = new Map(
    [...Object.entries(command.options), ...Object.entries(synonyms)].map(([key, option]) => [
      flagName(key),
      option,
    ]),
  );
  const asked = asksFor(argv);
  const given = asked === undefined ? joinValues(options, argv) : [asked];
  refuseTwice(options, given);
  let parsed: { input: readonly string[]; flags: Readonly<Record<string, unknown>> };
  try {
    parsed = meow(meowOptions(command, options, given, version));
  } catch (error) {
    const reason = error instanceof Error ? error.message : "the arguments cannot be read";
    throw new ProcmonError("PROCMON_USAGE", makeSafeText(reason), { cause: error });
  }
  refuseUnknown(command, options, Object.keys(parsed.flags), argv);
  const byBareName = new Map(
    Object.entries(parsed.flags).map(([key, value]) => [bareName(key), value]),
  );
  const flags = [...options.keys()].flatMap((name): [string, FlagValue][] => {
    const value = byBareName.get(bareName(name)) as FlagValue | undefined;
    const isGiven = value !== undefined && !(Array.isArray(value) && value.length === 0);
    return isGiven ? [[name, value]] : [];
  });
  return { words: parsed.input, flags: new Map(flags) };
};

export interface ArgumentsGiven {
  readonly argv: readonly string[];
  readonly version: string;
}

/** The parser changes the case of names and drops or adds dashes at digits; letters and digits stay. */
const bareName = (name: string): string => name.replaceAll("-", "").toLowerCase();

const beforeRest = (argv: readonly string[]): readonly string[] =>
  argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;

const asksFor = (argv: readonly string[]): string | undefined => {
  const args = beforeRest(argv);
  const asks = (...names: string[]): boolean => names.some((name) => args.includes(name));
  if (asks("--help", "-h")) return "--help";
  return asks("--version", "-V") ? "--version" : undefined;
};

type Options = ReadonlyMap<string, OptionForm>;

/** What stands behind an option that takes a value is its value, also where it begins with a dash: `--sort -rss`. */
const joinValues = (options: Options, argv: readonly string[]): string[] => {
  const takesValue = (arg: string | undefined): boolean =>
    [...options].some(
      ([name, { type, short }]) =>
        type !== "flag" && (arg === `--${name}` || (short !== undefined && arg === `-${short}`)),
    );
  const joined: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] as string;
    const value = argv[i + 1];
    if (arg === "--") return [...joined, ...argv.slice(i)];
    if (takesValue(arg) && value !== undefined && /^-[^-]/.test(value)) {
      joined.push(`${arg}=${value}`);
      i++;
    } else joined.push(arg);
  }
  return joined;
};

const refuseTwice = (options: Options, argv: readonly string[]): void => {
  const args = beforeRest(argv).map((arg) => arg.split("=", 1)[0] as string);
  for (const [name, { type, short }] of options) {
    const spellings = [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
    const count = args.filter((arg) => spellings.includes(arg)).length;
    if (type !== "list" && count > 1)
      throw new ProcmonError("PROCMON_USAGE", `--${name}: expected once, got it ${count} times`);
  }
};

const meowOptions = (
  command: CommandForm,
  options: Options,
  argv: readonly string[],
  version: string,
) =>
  ({
    importMeta: import.meta,
    argv: [...argv],
    pkg: { name: command.name, version },
    description: false,
    help: helpText(command),
    helpIndent: 0,
    booleanDefault: undefined,
    flags: Object.fromEntries(
      [...options].map(([name, { type, short }]) => [
        bareName(name),
        {
          type: type === "flag" ? ("boolean" as const) : ("string" as const),
          ...(bareName(name) !== name && { aliases: [name] }),
          ...(type === "list" && { isMultiple: true }),
          ...(short !== undefined && { shortFlag: short }),
        },
      ]),
    ),
  }) as const;

const refuseUnknown = (
  command: CommandForm,
  options: Options,
  keys: readonly string[],
  argv: readonly string[],
): void => {
  const known = [...options.keys()];
  const bare = new Set(known.map(bareName));
  const parsed = keys.map(bareName).find((key) => !bare.has(key));
  if (parsed === undefined) return;
  // It is told as it was typed; the parser reads --no-x as x turned off.
  const typed = beforeRest(argv)
    .map((arg) => (/^--?([^=]*)/.exec(arg)?.[1] ?? "") as string)
    .find((name) => bareName(name) === parsed || bareName(name) === `no${parsed}`);
  const unknown = typed ?? parsed;
  const near = nearestName(unknown, known);
  throw new ProcmonError(
    "PROCMON_USAGE",
    makeSafeText(`--${unknown} is no option of ${command.name}`) +
      (near === undefined ? "" : `; did you mean --${near}?`),
  );
};
