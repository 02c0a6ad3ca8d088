import { type HostName } from "./archive.ts";
import { hourName, parseHourName } from "./hour.ts";

/** Folder of one kind of file of a host, relative to DIR/journal. */
export const hostFolder = ({ tenant, host }: HostName, kind: "hot" | "raw"): string =>
  `${tenant}/${kind}/${host}`;

/** The groups of an hour. */
export const hotPath = (name: HostName, hour: number): string =>
  `${hostFolder(name, "hot")}/${hourName(hour)}.ndjson.gz`;

/** The segments of an hour: `part` 0 is what was sealed when the hour was over, the others came late. */
export const rawPath = (name: HostName, hour: number, part: number): string =>
  `${hostFolder(name, "raw")}/${hourName(hour)}${part === 0 ? "" : `.${part}`}.json.gz`;

/** The hour of a hot file, by its name in its folder. */
export const hourOfHot = (file: string): number | undefined =>
  file.endsWith(".ndjson.gz") ? parseHourName(file.slice(0, -".ndjson.gz".length)) : undefined;

/** Hour and part of a file of segments, by its name in its folder. */
export const partOfRaw = (file: string): { hour: number; part: number } | undefined => {
  const [, name, part = "0"] = /^([^.]+)(?:\.([1-9]\d{0,5}))?\.json\.gz$/.exec(file) ?? [];
  const hour = name === undefined ? undefined : parseHourName(name);
  return hour === undefined ? undefined : { hour, part: Number(part) };
};
