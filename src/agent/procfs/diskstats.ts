/** Bytes moved by one block device since it appeared. */
export interface DiskCounters {
  readonly name: string;
  readonly readBytes: number;
  readonly writeBytes: number;
}

/** Sectors of diskstats have 512 bytes whatever the device: Documentation/admin-guide/iostats.rst. */
const SECTOR = 512;

/**
 * Devices whose traffic is that of others (loop, device mapper, md), of memory (ram, zram), or that hold
 * no data of the host (optical, floppy).
 */
const derived = /^(?:loop|ram|zram|dm-|md|sr|fd|nbd\d+p)/;

/** A partition, where its disk is listed too: `sda1`, `vda2`, `nvme0n1p1`, `mmcblk0p2`. */
const partition =
  /^(?:((?:sd|hd|vd|xvd)[a-z]+)\d+|((?:nvme\d+(?:c\d+)?n|mmcblk|nbd)\d+)p\d+|(mmcblk\d+)(?:boot\d+|rpmb))$/;

/** The whole physical devices of /proc/diskstats: fields 6 (sectors read) and 10 (sectors written). */
export const parseDiskstats = (text: string): DiskCounters[] => {
  const rows = text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words.length >= 14);
  const names = new Set(rows.map((words) => words[2] as string));
  return rows.flatMap((words) => {
    const name = words[2] as string;
    const match = partition.exec(name);
    const disk = match?.[1] ?? match?.[2] ?? match?.[3];
    if (derived.test(name) || (disk !== undefined && names.has(disk))) return [];
    return [{ name, readBytes: Number(words[5]) * SECTOR, writeBytes: Number(words[9]) * SECTOR }];
  });
};
