import { hubSettings } from "../src/cli/settings/hub-settings.ts";
import {
  namesOf,
  type Setting,
  type SettingTable,
  settingFlag,
  settingVariable,
} from "../src/cli/settings/setting.ts";
import { code, codes, markdownTable } from "./markdown-table.ts";

const settings = Object.entries(hubSettings as SettingTable);

/** docs/config.md: every setting of the hub. */
export const renderConfigPage = (): string => `# Settings of the hub

A setting is a flag, an environment variable and a key of a file. The flag wins over the variable, the variable
over the file, the file over the default. \`procmon-hub --config server.yaml\` (or \`PROCMON_CONFIG\`) names the
file; it is YAML or JSON, at most 256 KiB:

\`\`\`yaml
bind_addr: 127.0.0.1:8080
data_dir: /var/lib/procmon
retention:
  raw: { age: 24h, size: 50Gi }
  1m: 14d
log_level: info
\`\`\`

\`procmon-hub config\` prints what is in effect, and behind each value where it comes from:

\`\`\`console
$ PROCMON_MAX_HOSTS=500 procmon-hub config --config server.yaml
bind_addr: 127.0.0.1:8080 # server.yaml:1:12
...
max_hosts: 500 # PROCMON_MAX_HOSTS
\`\`\`

A value that is wrong, a key that does not exist or stands there twice ends the program before anything is opened
(\`PROCMON_CONFIG_INVALID\`), with the line and the column. A key or a variable without a value counts as not given.
Relative paths begin at the folder the hub is started in.

- **Times**: \`90s\`, \`24h\`, \`14d\`, \`2y\` (of 365 days), \`1h30m\`; a bare number is seconds.
- **Sizes**: \`500M\` (powers of 1000), \`50Gi\` (of 1024); a bare number is bytes.
- **Lists**: a list or a single name in the file, commas in a variable, a flag that is repeated.

## Settings

${markdownTable(
  ["Key", "Takes", "Default", "What it is", "SIGHUP"],
  settings.map(([key, setting]) => [
    code(key),
    setting.takes,
    defaultOf(setting),
    `${setting.description}${setting.mask === undefined ? "" : "; its password is never shown"}`,
    reloads(setting),
  ]),
)}

## Names

What each key is called as a flag and in the environment. The other names of a key work in the file too.

${markdownTable(
  ["Key", "Other names", "Flags", "Environment"],
  settings.map(([key, setting]) => {
    const names = namesOf(key, setting);
    return [
      code(key),
      codes(names.slice(1)),
      codes(names.map((name) => `--${settingFlag(name)}`)),
      codes(names.map(settingVariable)),
    ];
  }),
)}

## While the hub runs

- **SIGHUP** reads the file anew. What the last column above allows changes at once; the log says what changed and
  what needs a restart. A file that is wrong changes nothing. Flags and variables stay what they were. Without
  \`--config\`, on a terminal, SIGHUP is the terminal hanging up and ends the hub.
- **SIGTERM** and **SIGINT** end it: no new connections, what came is synced to disk, open ones are closed, exit
  code 0 in under 5 seconds whoever is connected. A second signal ends it at once.
- **One hub a data folder**: \`DIR/lock\` names the process that holds it. The lock of a hub that was killed is
  taken over.
`;

const defaultOf = ({ default: preset }: Setting): string =>
  typeof preset === "string" ? code(preset) : "";

const reloads = ({ reload }: Setting): string =>
  reload === "raise" ? "higher only" : reload ? "yes" : "";
