import { syncPolicies } from "../../hub/journal/journal.ts";
import { maskPostgresUrl } from "./postgres-url.ts";
import { type SettingTable, type SettingValues } from "./setting.ts";
import {
  addressKind,
  boundKind,
  choiceKind,
  flagKind,
  folderKind,
  hostNamesKind,
  originsKind,
  postgresUrlKind,
  sizeKind,
  timeKind,
  wholeNumberKind,
} from "./setting-kinds.ts";

const logLevels = ["debug", "info", "warn", "error"] as const;

/**
 * Every setting of the hub: flags, variables, keys of the file, checks, `--help`, `procmon-hub config` and
 * docs/config.md follow from this table.
 */
export const hubSettings = {
  bind_addr: {
    ...addressKind,
    also: ["listen"],
    default: "127.0.0.1:8080",
    description: "address and port to listen on; port 0: any free one",
    reload: false,
  },
  insecure_plaintext: {
    ...flagKind,
    default: "false",
    description:
      "listen on a network address without keys and TLS: whoever reaches it reads everything",
    reload: false,
  },
  allow_hosts: {
    ...hostNamesKind,
    also: ["allow_host"],
    default: [],
    description: "also answer requests whose Host header has this name",
    reload: true,
  },
  cors_origins: {
    ...originsKind,
    also: ["cors_origin"],
    default: [],
    description: "let pages of this origin read the REST API in a browser",
    reload: true,
  },
  max_body: {
    ...sizeKind("1Ki", "256Mi"),
    default: "16Mi",
    description: "the largest body of a request, once unpacked",
    reload: false,
  },
  max_hosts: {
    ...wholeNumberKind(1, 20_000),
    default: "10000",
    description: "hosts to hold",
    reload: "raise",
  },
  persistence: {
    ...choiceKind("KIND", ["files", "memory"], " (this version keeps nothing in PostgreSQL)"),
    default: "files",
    description: "whether what comes is kept in files, or in memory until the hub ends",
    reload: false,
  },
  data_dir: {
    ...folderKind,
    default: "procmon-data",
    description: "where the hub keeps its files",
    reload: false,
  },
  sync: {
    ...choiceKind("POLICY", syncPolicies),
    default: "1s",
    description:
      "when a frame counts as kept and is acknowledged: synced to disk once a second, each at once, or written without sync",
    reload: true,
  },
  max_snapshots: {
    ...wholeNumberKind(2, 100_000),
    default: "720",
    description: "the last samples of each host that are held in memory (720 are an hour at 5 s)",
    reload: false,
  },
  "retention.raw.age": {
    ...timeKind("1m"),
    also: ["retention", "retention.raw"],
    default: "24h",
    description: "how long every sample is kept",
    reload: true,
  },
  "retention.raw.size": {
    ...boundKind,
    default: "none",
    description: "bytes on disk of samples, all hosts together; the oldest go first",
    reload: true,
  },
  "retention.1m.age": {
    ...timeKind("1m"),
    also: ["retention.1m"],
    default: "14d",
    description: "how long averages of a minute are kept",
    reload: true,
  },
  "retention.1m.size": {
    ...boundKind,
    default: "none",
    description: "bytes on disk of averages of a minute",
    reload: true,
  },
  "retention.10m.age": {
    ...timeKind("1m"),
    also: ["retention.10m"],
    default: "90d",
    description: "how long averages of ten minutes are kept",
    reload: true,
  },
  "retention.10m.size": {
    ...boundKind,
    default: "none",
    description: "bytes on disk of averages of ten minutes",
    reload: true,
  },
  "retention.1h.age": {
    ...timeKind("1m"),
    also: ["retention.1h"],
    default: "2y",
    description: "how long averages of an hour are kept",
    reload: true,
  },
  "retention.1h.size": {
    ...boundKind,
    default: "none",
    description: "bytes on disk of averages of an hour",
    reload: true,
  },
  log_level: {
    ...choiceKind("LEVEL", logLevels),
    default: "info",
    description: "the least that is logged",
    reload: true,
  },
  access_log: {
    ...flagKind,
    default: "true",
    description: "log a line for each request over HTTP",
    reload: true,
  },
  eval_interval: {
    ...timeKind("1s"),
    default: "15s",
    description: "time between looks at the alert rules; used once there are alert rules",
    reload: false,
  },
  db_dsn: {
    ...postgresUrlKind,
    default: undefined,
    description: "a PostgreSQL database; checked only, this version keeps everything in files",
    reload: false,
    mask: maskPostgresUrl,
  },
} as const satisfies SettingTable;

export type HubConfig = SettingValues<typeof hubSettings>;
