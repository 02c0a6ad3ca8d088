import { type FlagValue } from "./parse-arguments.ts";
import { type Environment } from "./read-options.ts";
import { environmentSource, flagSource } from "./settings/argument-source.ts";
import { hubSettings } from "./settings/hub-settings.ts";
import { resolveSettings, type Settings } from "./settings/resolve-settings.ts";
import { type SettingSource } from "./settings/setting.ts";

export type HubSettings = Settings<typeof hubSettings>;

/** Where the settings of the hub come from; the file is read anew at each call of `readHubSettings`. */
export interface HubSettingsGiven {
  readonly flags: ReadonlyMap<string, FlagValue>;
  readonly env: Environment;
}

export const settingsFileOf = ({ flags, env }: HubSettingsGiven): string | undefined => {
  const file = flags.get("config") ?? env["PROCMON_CONFIG"];
  return typeof file === "string" && file !== "" ? file : undefined;
};

/** Flags over environment over file over defaults. Throws PROCMON_CONFIG_INVALID. */
export const readHubSettings = async (given: HubSettingsGiven): Promise<HubSettings> => {
  const file = settingsFileOf(given);
  return resolveSettings(hubSettings, [
    flagSource(hubSettings, given.flags),
    environmentSource(hubSettings, given.env),
    ...(file === undefined ? [] : [await readFileSource(file)]),
  ]);
};

const readFileSource = async (file: string): Promise<SettingSource> => {
  const { readSettingsFile } = await import("./settings/read-settings-file.ts");
  const { fileSource } = await import("./settings/file-source.ts");
  return fileSource(hubSettings, await readSettingsFile(file), file);
};
