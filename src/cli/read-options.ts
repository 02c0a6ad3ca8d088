import * as z from "zod/mini";
import { nearestName } from "../protocol/nearest-name.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";
import { helpText } from "./help-text.ts";
import {
  type Command,
  environmentName,
  flagName,
  type Option,
  type OptionTable,
  type OptionValues,
} from "./option.ts";

export interface Given {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
}

/**
 * Flags over environment over defaults, checked and frozen. `--help` and `--version` print and exit 0.
 *
 * Throws PROCMON_USAGE that names the option, what came and what was expected.
 */
export const readOptions = async <Table extends OptionTable>(
  command: Command<Table>,
  { argv, env, version }: Given,
): Promise<{ words: readonly string[]; values: OptionValues<Table> }> => {
  const { input, flags } = await parseArguments(command, argv, version);
  refuseUnknown(command, Object.keys(flags), argv);
  const values = Object.fromEntries(
    Object.entries(command.options).map(([key, option]) => {
      const fromFlag = given(flags[key]);
      const raw = fromFlag ?? environmentValue(option, env[environmentName(key)]);
      const place = fromFlag === undefined ? environmentName(key) : `--${flagName(key)}`;
      return [key, check(option.schema, raw, place)];
    }),
  );
  return { words: input, values: Object.freeze(values) as OptionValues<Table> };
};

/** Without arguments there is nothing to parse, and the parser costs a third of the time to start. */
const parseArguments = async (
  command: Command,
  argv: readonly string[],
  version: string,
): Promise<{ input: readonly string[]; flags: Readonly<Record<string, unknown>> }> => {
  if (argv.length === 0) return { input: [], flags: {} };
  const { default: meow } = await import("meow");
  const known = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length);
  const asks = (...names: string[]): boolean => names.some((name) => known.includes(name));
  try {
    if (asks("--help", "-h")) return meow(meowOptions(command, ["--help"], version));
    if (asks("--version", "-V")) return meow(meowOptions(command, ["--version"], version));
    return meow(meowOptions(command, joinValues(command, argv), version));
  } catch (error) {
    // What it cannot read at all, such as one option given twice.
    const reason = error instanceof Error ? error.message : "the arguments cannot be read";
    throw new ProcmonError("PROCMON_USAGE", makeSafeText(reason), { cause: error });
  }
};

/** What stands behind an option that takes a value is its value, also where it begins with a dash: `--sort -rss`. */
const joinValues = ({ options }: Command, argv: readonly string[]): string[] => {
  const takesValue = (arg: string | undefined): boolean =>
    Object.entries(options).some(
      ([key, { type, short }]) =>
        type !== "flag" &&
        (arg === `--${flagName(key)}` || (short !== undefined && arg === `-${short}`)),
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

const meowOptions = (command: Command, argv: readonly string[], version: string) =>
  ({
    importMeta: import.meta,
    argv: [...argv],
    pkg: { name: command.name, version },
    description: false,
    help: helpText(command),
    helpIndent: 0,
    booleanDefault: undefined,
    flags: Object.fromEntries(
      Object.entries(command.options).map(([key, { type, short }]) => [
        key,
        {
          type: type === "flag" ? ("boolean" as const) : ("string" as const),
          ...(type === "list" && { isMultiple: true }),
          ...(short !== undefined && { shortFlag: short }),
        },
      ]),
    ),
  }) as const;

/** What a flag or a list is called in the environment: `true` and `false`, `a,b`. */
const environmentValue = ({ type }: Option, text: string | undefined): unknown => {
  if (text === undefined || text === "") return undefined;
  if (type === "list") return text.split(",");
  if (type !== "flag") return text;
  return { true: true, "1": true, false: false, "0": false }[text] ?? text;
};

/** An option that was not given: undefined, or a list without items. */
const given = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 0 ? undefined : value;

const check = (schema: z.core.$ZodType, raw: unknown, place: string): unknown => {
  const result = z.safeParse(schema, raw);
  if (result.success) return result.data;
  const expected = result.error.issues[0]?.message ?? "expected another value";
  throw new ProcmonError(
    "PROCMON_USAGE",
    makeSafeText(`${place}: ${expected}, got ${JSON.stringify(raw)}`),
  );
};

const refuseUnknown = (
  command: Command,
  keys: readonly string[],
  argv: readonly string[],
): void => {
  const known = Object.keys(command.options);
  const parsed = keys.find((key) => !known.includes(key));
  if (parsed === undefined) return;
  // The parser reads --no-x as x turned off; it is told as it was typed.
  const isNegated = argv.includes(`--no-${flagName(parsed)}`);
  const unknown = isNegated ? `no${parsed.charAt(0).toUpperCase()}${parsed.slice(1)}` : parsed;
  const near = nearestName(unknown, known);
  throw new ProcmonError(
    "PROCMON_USAGE",
    makeSafeText(`--${flagName(unknown)} is no option of ${command.name}`) +
      (near === undefined ? "" : `; did you mean --${flagName(near)}?`),
  );
};
