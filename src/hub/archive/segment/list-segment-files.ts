import { type HostName } from "../archive.ts";
import { hostFolder, partOfRaw } from "../paths.ts";
import { type Shelf } from "../shelf/shelf.ts";

/** A file of segments. */
export interface SegmentFile {
  readonly path: string;
  readonly hour: number;
  readonly part: number;
}

/** The files of segments of a host, of one hour or of all, oldest first. */
export const listSegmentFiles = async (
  shelf: Shelf,
  name: HostName,
  hour?: number,
): Promise<SegmentFile[]> => {
  const folder = hostFolder(name, "raw");
  const files: SegmentFile[] = [];
  for (const file of await shelf.list(folder)) {
    const place = partOfRaw(file);
    if (place !== undefined && (hour === undefined || place.hour === hour))
      files.push({ path: `${folder}/${file}`, ...place });
  }
  return files.sort((a, b) => a.hour - b.hour || a.part - b.part);
};
