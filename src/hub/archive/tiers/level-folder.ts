import { type HostName } from "../archive.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { fileNameOf, type Level, type PeriodFile, parseFileName } from "./period.ts";

/** Where the files of a host at one level stand. */
export const levelFolder = ({ tenant, host }: HostName, level: Level): string =>
  `${tenant}/${level}/${host}`;

export const levelFile = (name: HostName, level: Level, stem: string): string =>
  `${levelFolder(name, level)}/${fileNameOf(stem)}`;

/** The files of a host at one level, oldest first. What has another name is not ours. */
export const listLevel = async (
  shelf: Shelf,
  name: HostName,
  level: Level,
): Promise<PeriodFile[]> =>
  (await shelf.list(levelFolder(name, level)))
    .map((file) => parseFileName(level, file))
    .filter((file) => file !== undefined)
    .sort((a, b) => a.from - b.from);
