import type * as z from "zod/mini";

/** A value as it was written: in a file, a variable or a flag. */
export type RawValue = string | readonly string[];

/** What a value may be: how it is checked and converted, and how that is said. */
export interface SettingKind<T> {
  /** `flag` takes no value on the command line; a `list` may be repeated there and has commas in a variable. */
  readonly type: "text" | "flag" | "list";
  /** Completes "expected ...", and is the column "takes" of docs/config.md. */
  readonly takes: string;
  readonly schema: z.ZodMiniType<T, RawValue>;
  /** Stands for the value in the help text. */
  readonly placeholder?: string;
}

/**
 * One setting of a program, declared once. Its key, with dots between the levels of the file, gives the
 * flag and the variable too: `retention.raw.size` is `--retention-raw-size` and
 * `PROCMON_RETENTION_RAW_SIZE`.
 */
export interface Setting<T = unknown> extends SettingKind<T> {
  /** Other names that are accepted, in the notation of keys. The help text shows the first of them as the flag. */
  readonly also?: readonly string[];
  /** As one would write it; undefined where there is none. */
  readonly default: RawValue | undefined;
  readonly description: string;
  /** Whether SIGHUP changes it in a running program; `raise`: only to a higher number. */
  readonly reload: boolean | "raise";
  /** What is shown instead of the value where it is secret. */
  readonly mask?: (raw: string) => string;
}

export type SettingTable = Readonly<Record<string, Setting>>;

type ValueOf<One> = One extends { readonly schema: infer Schema extends z.core.$ZodType }
  ? z.output<Schema> | (One extends { readonly default: undefined } ? undefined : never)
  : never;

export type SettingValues<Table extends SettingTable> = {
  readonly [Key in keyof Table]: ValueOf<Table[Key]>;
};

/** A value that was given, and where: `server.yaml:3:11`, `PROCMON_MAX_HOSTS`, `--max-hosts`. */
export interface GivenValue {
  readonly raw: RawValue;
  readonly origin: string;
}

/** What one source gives, by key, and what is wrong with it, a sentence each. */
export interface SettingSource {
  readonly given: ReadonlyMap<string, GivenValue>;
  readonly faults: readonly string[];
}

export const namesOf = (key: string, { also = [] }: Setting): readonly string[] => [key, ...also];

/** The flag of a name, without the dashes in front. */
export const settingFlag = (name: string): string => name.replace(/[._]/g, "-");
export const settingVariable = (name: string): string =>
  `PROCMON_${name.replaceAll(".", "_").toUpperCase()}`;

/** The flag that help and docs show. */
export const shownFlag = (key: string, { also = [] }: Setting): string =>
  settingFlag(also[0] ?? key);
