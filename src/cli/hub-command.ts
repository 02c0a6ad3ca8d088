import { type CommandForm, type OptionForm } from "./option.ts";
import { type Guess } from "./refuse-words.ts";
import { hubSettings } from "./settings/hub-settings.ts";
import {
  namesOf,
  type Setting,
  type SettingTable,
  settingFlag,
  shownFlag,
} from "./settings/setting.ts";

const settings = Object.entries(hubSettings as SettingTable);

/** A setting as an option: its flag as help shows it, and in words what the table says of it. */
const optionOf = (key: string, setting: Setting): [string, OptionForm] => [
  shownFlag(key, setting),
  {
    type: setting.type,
    description: `${setting.description}${notes(setting)}`,
    ...(setting.placeholder !== undefined && { placeholder: setting.placeholder }),
  },
];

const notes = ({ type, default: preset }: Setting): string => {
  if (type === "list") return "; may be repeated";
  if (type === "flag") return preset === "true" ? " (default true; --no-... turns it off)" : "";
  return typeof preset === "string" ? ` (default ${preset})` : "";
};

export const hubCommand = {
  name: "procmon-hub",
  summary: "receives what agents send, keeps it and answers terminals and scripts",
  usage: [
    "procmon-hub [--config FILE] [--listen ADDRESS] [--data-dir DIR]",
    "procmon-hub config|verify|backup DIR|restore DIR [--config FILE]",
  ],
  words: {
    config: "print the settings in effect and where each comes from",
    backup: "copy all that is kept to the folder DIR, also while a hub runs",
    restore: "bring back what a backup in DIR holds, into a data folder without data",
    verify: "check every file of the data folder and say what is damaged",
  },
  options: {
    config: {
      type: "text",
      placeholder: "FILE",
      description: "read settings from a file of YAML or JSON; flags and variables win over it",
    },
    ...Object.fromEntries(settings.map(([key, setting]) => optionOf(key, setting))),
  },
  examples: [
    "procmon-hub",
    "procmon-hub --listen 127.0.0.1:9090 --data-dir /var/lib/procmon",
    "procmon-hub --config server.yaml",
    "procmon-hub config --config server.yaml",
    "procmon-hub backup /mnt/backup/procmon --data-dir /var/lib/procmon",
  ],
} as const satisfies CommandForm;

/** Flags that are accepted beside those that help shows: the other names of the settings. */
export const hubSynonyms: Readonly<Record<string, OptionForm>> = Object.fromEntries(
  settings.flatMap(([key, setting]) =>
    namesOf(key, setting)
      .map(settingFlag)
      .filter((flag) => flag !== shownFlag(key, setting))
      .map((flag): [string, OptionForm] => [flag, optionOf(key, setting)[1]]),
  ),
);

/** What a word that is none of ours was probably meant for. */
export const hubGuesses: readonly Guess[] = [
  { option: "--config", looks: /\.(?:ya?ml|json)$/ },
  { option: "--listen", looks: /:\/\/|^[^\s/]*:\d+\/?$|^\d+$|^localhost$|^\d+(?:\.\d+){3}$/ },
  { option: "--log-level", looks: /^(?:debug|info|warn|error)$/ },
  { option: "--data-dir", looks: /^[^-]/ },
];
