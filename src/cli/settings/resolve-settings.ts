import * as z from "zod/mini";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import {
  type GivenValue,
  type RawValue,
  type Setting,
  type SettingSource,
  type SettingTable,
  type SettingValues,
} from "./setting.ts";

/** A value as it holds: what it is, as it was written, and where. */
interface EffectiveSetting {
  readonly raw: RawValue | undefined;
  readonly origin: string;
}

/** All settings of a program, checked and frozen. */
export interface Settings<Table extends SettingTable> {
  readonly values: SettingValues<Table>;
  readonly effective: ReadonlyMap<keyof Table & string, EffectiveSetting>;
}

const mostFaults = 10;

/**
 * The value of each setting from the first source that gives one, else its default. Throws
 * PROCMON_CONFIG_INVALID with a line for each fault, ten at most.
 */
export const resolveSettings = <Table extends SettingTable>(
  table: Table,
  sources: readonly SettingSource[],
): Settings<Table> => {
  const faults = sources.flatMap((source) => source.faults);
  const values: Record<string, unknown> = {};
  const effective = new Map<string, EffectiveSetting>();
  for (const [key, setting] of Object.entries(table)) {
    const given = sources.flatMap((source) => source.given.get(key) ?? [])[0];
    const raw = given === undefined ? setting.default : rawOf(setting, given.raw);
    const origin = given?.origin ?? "default";
    effective.set(key, { raw, origin });
    if (raw === undefined) {
      values[key] = undefined;
      continue;
    }
    const result = z.safeParse(setting.schema, raw);
    if (result.success) values[key] = result.data;
    else faults.push(faultOf(key, setting, { raw, origin }, result.error));
  }
  if (faults.length > 0)
    throw new ProcmonError(
      "PROCMON_CONFIG_INVALID",
      faults.slice(0, mostFaults).map(makeSafeText).join("\n"),
    );
  return { values: Object.freeze(values) as SettingValues<Table>, effective };
};

/** A list may be written as one text with commas. */
const rawOf = ({ type }: Setting, raw: RawValue): RawValue =>
  type !== "list"
    ? raw
    : [raw]
        .flat()
        .flatMap((text) => text.split(","))
        .map((text) => text.trim())
        .filter((text) => text !== "");

const faultOf = (
  key: string,
  { mask }: Setting,
  { raw, origin }: GivenValue,
  error: z.core.$ZodError,
): string => {
  const issue = error.issues[0];
  const index = issue?.path[0];
  const bad = typeof index === "number" && typeof raw !== "string" ? raw[index] : raw;
  const got = mask === undefined ? JSON.stringify(bad).slice(0, 200) : "a value that is not shown";
  return `${key}: ${issue?.message ?? "expected another value"}, got ${got} from ${origin}`;
};
