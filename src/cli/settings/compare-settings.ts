import { type Settings } from "./resolve-settings.ts";
import { type Setting, type SettingTable, type SettingValues } from "./setting.ts";

/** What a new configuration means for a running program. */
export interface SettingChanges<Table extends SettingTable> {
  /** What holds from now on: the new value where it can change while running, else the old one. */
  readonly next: Settings<Table>;
  readonly changed: readonly (keyof Table & string)[];
  /** Keys whose new value holds from the next start. */
  readonly needRestart: readonly (keyof Table & string)[];
}

export const compareSettings = <Table extends SettingTable>(
  table: Table,
  old: Settings<Table>,
  wanted: Settings<Table>,
): SettingChanges<Table> => {
  const changed: (keyof Table & string)[] = [];
  const needRestart: (keyof Table & string)[] = [];
  const values: Record<string, unknown> = { ...old.values };
  const effective = new Map(old.effective);
  for (const [key, setting] of Object.entries(table)) {
    const [before, after] = [old.values[key], wanted.values[key]];
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    if (!isSame && !canChange(setting, before, after)) {
      needRestart.push(key);
      continue;
    }
    if (!isSame) changed.push(key);
    values[key] = after;
    const place = wanted.effective.get(key);
    if (place !== undefined) effective.set(key, place);
  }
  const next = { values: Object.freeze(values) as SettingValues<Table>, effective };
  return { next, changed, needRestart };
};

const canChange = ({ reload }: Setting, before: unknown, after: unknown): boolean =>
  reload === "raise" ? Number(after) > Number(before) : reload;
