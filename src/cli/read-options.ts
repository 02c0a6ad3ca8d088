import * as z from "zod/mini";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";
import {
  type Command,
  environmentName,
  flagName,
  type Option,
  type OptionTable,
  type OptionValues,
} from "./option.ts";
import { type ArgumentsGiven, parseArguments } from "./parse-arguments.ts";

export interface Given extends ArgumentsGiven {
  readonly env: Environment;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Flags over environment over defaults, checked and frozen. `--help` and `--version` print and exit 0.
 *
 * Throws PROCMON_USAGE that names the option, what came and what was expected.
 */
export const readOptions = async <Table extends OptionTable>(
  command: Command<Table>,
  { argv, env, version }: Given,
): Promise<{ words: readonly string[]; values: OptionValues<Table> }> => {
  const { words, flags } = await parseArguments(command, { argv, version });
  const values = Object.fromEntries(
    Object.entries(command.options).map(([key, option]) => {
      const fromFlag = flags.get(flagName(key));
      const raw = fromFlag ?? environmentValue(option, env[environmentName(key)]);
      const place = fromFlag === undefined ? environmentName(key) : `--${flagName(key)}`;
      return [key, check(option.schema, raw, place)];
    }),
  );
  return { words, values: Object.freeze(values) as OptionValues<Table> };
};

/** What a flag or a list is called in the environment: `true` and `false`, `a,b`. */
const environmentValue = ({ type }: Option, text: string | undefined): unknown => {
  if (text === undefined || text === "") return undefined;
  if (type === "list") return text.split(",");
  if (type !== "flag") return text;
  return { true: true, "1": true, false: false, "0": false }[text] ?? text;
};

const check = (schema: z.core.$ZodType, raw: unknown, place: string): unknown => {
  const result = z.safeParse(schema, raw);
  if (result.success) return result.data;
  const expected = result.error.issues[0]?.message ?? "expected another value";
  throw new ProcmonError(
    "PROCMON_USAGE",
    makeSafeText(`${place}: ${expected}, got ${JSON.stringify(raw)}`),
  );
};
