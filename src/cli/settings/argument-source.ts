import { type FlagValue } from "../parse-arguments.ts";
import { type Environment } from "../read-options.ts";
import {
  type GivenValue,
  namesOf,
  type SettingSource,
  type SettingTable,
  settingFlag,
  settingVariable,
} from "./setting.ts";

/** What the command line gives. */
export const flagSource = (
  table: SettingTable,
  flags: ReadonlyMap<string, FlagValue>,
): SettingSource =>
  collect(table, (name) => {
    const value = flags.get(settingFlag(name));
    if (value === undefined) return undefined;
    const raw = typeof value === "boolean" ? String(value) : value;
    return { raw, origin: `--${settingFlag(name)}` };
  });

/** What the environment gives. An empty variable counts as not given. */
export const environmentSource = (table: SettingTable, env: Environment): SettingSource =>
  collect(table, (name) => {
    const text = env[settingVariable(name)];
    if (text === undefined || text === "") return undefined;
    return { raw: text, origin: settingVariable(name) };
  });

const collect = (
  table: SettingTable,
  find: (name: string) => GivenValue | undefined,
): SettingSource => {
  const given = new Map<string, GivenValue>();
  const faults: string[] = [];
  for (const [key, setting] of Object.entries(table)) {
    const [first, second] = namesOf(key, setting).flatMap((name) => find(name) ?? []);
    if (first === undefined) continue;
    given.set(key, first);
    if (second !== undefined)
      faults.push(`${key}: expected it once, got ${first.origin} and ${second.origin}`);
  }
  return { given, faults };
};
