import { describe, expect, test } from "vitest";
import { hubCommand, hubSynonyms } from "../../../src/cli/hub-command.ts";
import { parseArguments } from "../../../src/cli/parse-arguments.ts";
import { type Environment } from "../../../src/cli/read-options.ts";
import { environmentSource, flagSource } from "../../../src/cli/settings/argument-source.ts";
import { fileSource } from "../../../src/cli/settings/file-source.ts";
import { hubSettings } from "../../../src/cli/settings/hub-settings.ts";
import { printSettings } from "../../../src/cli/settings/print-settings.ts";
import { resolveSettings } from "../../../src/cli/settings/resolve-settings.ts";
import {
  namesOf,
  type SettingTable,
  settingFlag,
  settingVariable,
} from "../../../src/cli/settings/setting.ts";
import { type ProcmonError } from "../../../src/protocol/procmon-error.ts";

const read = async ({ argv = [], env = {}, file = "" }: Given = {}) => {
  const { flags } = await parseArguments(hubCommand, {
    argv,
    version: "1.2.3",
    synonyms: hubSynonyms,
  });
  return resolveSettings(hubSettings, [
    flagSource(hubSettings, flags),
    environmentSource(hubSettings, env),
    fileSource(hubSettings, file, "server.yaml"),
  ]);
};
interface Given {
  readonly argv?: readonly string[];
  readonly env?: Environment;
  readonly file?: string;
}
const valuesOf = async (given: Given) => (await read(given)).values;
const faultsOf = async (given: Given): Promise<string[]> => {
  try {
    await read(given);
  } catch (error) {
    expect((error as ProcmonError).code).toBe("PROCMON_CONFIG_INVALID");
    return (error as ProcmonError).message.split("\n");
  }
  throw new Error("expected a fault");
};

describe("a value", () => {
  test("comes from the flag, else the variable, else the file, else the default", async () => {
    const file = "max_hosts: 30";
    const env = { PROCMON_MAX_HOSTS: "20" };
    const hosts = async (given: Given) => (await valuesOf(given)).max_hosts;
    expect(await hosts({ argv: ["--max-hosts", "10"], env, file })).toBe(10);
    expect(await hosts({ env, file })).toBe(20);
    expect(await hosts({ file })).toBe(30);
    expect(await hosts({})).toBe(10_000);
  });

  test("has a default that its own check takes, whatever the setting", async () => {
    expect(await valuesOf({})).toEqual({
      bind_addr: { host: "127.0.0.1", port: 8080 },
      insecure_plaintext: false,
      allow_hosts: [],
      cors_origins: [],
      max_body: 16 * 1024 * 1024,
      max_hosts: 10_000,
      persistence: "files",
      data_dir: "procmon-data",
      sync: "1s",
      max_snapshots: 720,
      "retention.raw.age": 86_400_000,
      "retention.raw.size": null,
      "retention.1m.age": 14 * 86_400_000,
      "retention.1m.size": null,
      "retention.10m.age": 90 * 86_400_000,
      "retention.10m.size": null,
      "retention.1h.age": 730 * 86_400_000,
      "retention.1h.size": null,
      log_level: "info",
      access_log: true,
      eval_interval: 15_000,
      db_dsn: undefined,
    });
  });

  test("that is empty counts as not given", async () => {
    const file = "data_dir:\nretention:\n  raw:\nallow_hosts:\n";
    const given = { file, env: { PROCMON_DATA_DIR: "" } };
    expect(await valuesOf(given)).toEqual(await valuesOf({}));
  });

  test("cannot be changed afterwards", async () => {
    expect(Object.isFrozen(await valuesOf({}))).toBe(true);
  });
});

/** A value other than the default for each setting, as one writes it. */
const others: Readonly<Record<keyof typeof hubSettings, string>> = {
  bind_addr: "[::1]:9090",
  insecure_plaintext: "true",
  allow_hosts: "hub.example",
  cors_origins: "https://dash.example",
  max_body: "8Mi",
  max_hosts: "500",
  persistence: "memory",
  data_dir: "/var/lib/procmon",
  sync: "each",
  max_snapshots: "1440",
  "retention.raw.age": "1h30m",
  "retention.raw.size": "50Gi",
  "retention.1m.age": "7d",
  "retention.1m.size": "500M",
  "retention.10m.age": "60d",
  "retention.10m.size": "1G",
  "retention.1h.age": "3y",
  "retention.1h.size": "2G",
  log_level: "debug",
  access_log: "false",
  eval_interval: "30s",
  db_dsn: "postgres://procmon:hunter2@127.0.0.1:5432/procmon",
};

describe.each(Object.entries(hubSettings as SettingTable))("%s", (key, setting) => {
  const text = others[key as keyof typeof others];

  test.each(namesOf(key, setting))("is taken as %s, wherever it is given", async (name) => {
    const argv =
      setting.type !== "flag"
        ? [`--${settingFlag(name)}`, text]
        : [`--${text === "true" ? "" : "no-"}${settingFlag(name)}`];
    const file = name
      .split(".")
      .map((part, depth) => `${"  ".repeat(depth)}${part}:`)
      .join("\n");
    const plain = await valuesOf({});
    const values = [
      await valuesOf({ argv }),
      await valuesOf({ env: { [settingVariable(name)]: text } }),
      await valuesOf({ file: `${file} ${JSON.stringify(text)}` }),
    ];
    expect(values[1]).not.toEqual(plain);
    expect(values[0]).toEqual(values[1]);
    expect(values[2]).toEqual(values[1]);
    const { [key as keyof typeof plain]: _changed, ...rest } = values[0] as typeof plain;
    const { [key as keyof typeof plain]: _preset, ...plainRest } = plain;
    expect(rest).toEqual(plainRest);
  });

  test("is refused with its key, what came, from where, and what was expected", async () => {
    const bad = setting.type === "list" ? "not a name" : key === "data_dir" ? "a\0b" : "bad value";
    const expected = `${key}: expected ${setting.takes}, got `;
    for (const [given, origin] of [
      [{ env: { [settingVariable(key)]: bad } }, settingVariable(key)],
      [
        {
          file: `${key.split(".").join(": {")}: ${JSON.stringify(bad)}${"}".repeat(key.split(".").length - 1)}`,
        },
        "server.yaml:1:",
      ],
    ] as const) {
      const [fault] = await faultsOf(given);
      expect(fault).toContain(expected);
      expect(fault).toContain(` from ${origin}`);
    }
  });

  test("is printed so that it is read back, with its origin and without secrets", async () => {
    const name = settingVariable(key);
    const settings = await read({ env: { [name]: text } });
    const printed = printSettings(hubSettings, settings);
    expect(printed).toContain(` # ${name}\n`);
    expect(printed).not.toContain("hunter2");
    const again = await valuesOf({ file: printed });
    const secret = setting.mask === undefined ? undefined : setting.mask(text);
    expect(again).toEqual({ ...settings.values, ...(secret !== undefined && { [key]: secret }) });
  });
});

describe("a fault", () => {
  test("in a file has its line and column", async () => {
    expect(await faultsOf({ file: "\n\nmax_hosts: many\n" })).toEqual([
      'max_hosts: expected a whole number from 1 to 20000, got "many" from server.yaml:3:12',
    ]);
  });

  test("is told with all others at once", async () => {
    const file = "max_hosts: 0\nlog_level: loud\nretention: {raw: {age: soon}}";
    const env = { PROCMON_SYNC: "often" };
    expect(await faultsOf({ file, env, argv: ["--listen", "8080"] })).toEqual([
      expect.stringMatching(/^bind_addr: .* from --listen$/),
      expect.stringMatching(/^max_hosts: .* from server.yaml:1:12$/),
      expect.stringMatching(/^sync: expected none, 1s or each, got "often" from PROCMON_SYNC$/),
      expect.stringMatching(/^retention.raw.age: .* from server.yaml:3:24$/),
      expect.stringMatching(/^log_level: .*, got "loud" from server.yaml:2:12$/),
    ]);
  });

  test("of a secret does not show it", async () => {
    const [fault] = await faultsOf({ env: { PROCMON_DB_DSN: "mysql://root:hunter2@db" } });
    expect(fault).toContain("db_dsn: expected the URL of a database");
    expect(fault).not.toContain("hunter2");
  });

  test("of PostgreSQL says that this version has none", async () => {
    expect(await faultsOf({ file: "persistence: postgres" })).toEqual([
      'persistence: expected files or memory (this version keeps nothing in PostgreSQL), got "postgres" from server.yaml:1:14',
    ]);
  });

  test("of a list names the item", async () => {
    const file = "allow_hosts: [good.example, 'bad name']";
    expect((await faultsOf({ file }))[0]).toContain('got "bad name" from server.yaml:1:14');
  });

  test("of two names for one setting names both places", async () => {
    expect(await faultsOf({ argv: ["--listen", "[::1]:1", "--bind-addr", "[::1]:2"] })).toEqual([
      "bind_addr: expected it once, got --bind-addr and --listen",
    ]);
    expect(await faultsOf({ file: "retention: {1m: {age: 1d}}\nretention.1m: 2d" })).toHaveLength(
      1,
    );
  });

  test("shows nothing that would act on the terminal", async () => {
    const faults = await faultsOf({ file: '"\\e[2J": 1\nmax_hosts: "\\e[2J"' });
    expect(faults.join("\n")).not.toContain("\x1b");
  });
});

describe("a password", () => {
  test.each([
    "postgres://procmon:hunter2@db/procmon",
    "postgresql://db/procmon?user=procmon&password=hunter2",
    "postgres://procmon:hunter2@db/procmon?sslpassword=hunter2",
  ])("in %s is not printed", async (url) => {
    const printed = printSettings(hubSettings, await read({ env: { PROCMON_DB_DSN: url } }));
    expect(printed).toContain("***");
    expect(printed).not.toContain("hunter2");
  });
});
