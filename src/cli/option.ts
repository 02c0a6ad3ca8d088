import type * as z from "zod/mini";

/** How an option is given, as help and docs/commands.md show it. */
export interface OptionForm {
  /** `flag` takes no value, `list` may be given several times (comma-separated in the environment). */
  readonly type: "text" | "flag" | "list";
  /** Stands for the value in the help text. */
  readonly placeholder?: string;
  readonly short?: string;
  readonly description: string;
}

/**
 * One option of a command, declared once: flag, environment variable, check, help text and the row in
 * docs/commands.md follow from it. The key in its table is the camelCase name, or the one with dashes:
 * `maxHosts` and `max-hosts` are `--max-hosts` and `PROCMON_MAX_HOSTS`.
 */
export interface Option extends OptionForm {
  /** Checks and converts what was given; holds the default. */
  readonly schema: z.core.$ZodType;
}

export type OptionTable = Readonly<Record<string, Option>>;

export type OptionValues<Table extends OptionTable> = {
  readonly [Key in keyof Table]: z.output<Table[Key]["schema"]>;
};

/** What a command is: its name, how it is called, and its options. */
export interface Command<Table = OptionTable> {
  readonly name: string;
  readonly summary: string;
  readonly usage: readonly string[];
  /** Words that may stand behind the name, with what they do. */
  readonly words: Readonly<Record<string, string>>;
  readonly options: Table;
  readonly examples: readonly string[];
}

/** A command as help, docs and the parser of the command line look at it. */
export type CommandForm = Command<Readonly<Record<string, OptionForm>>>;

export const flagName = (key: string): string =>
  key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

export const environmentName = (key: string): string =>
  `PROCMON_${flagName(key).replaceAll("-", "_").toUpperCase()}`;
