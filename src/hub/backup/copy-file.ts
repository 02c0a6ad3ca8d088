import { open } from "node:fs/promises";
import { crc32 } from "node:zlib";

/** What a file held when it was copied. */
export interface CopiedFile {
  readonly bytes: number;
  /** CRC-32 of gzip over all bytes. */
  readonly crc: number;
}

const chunkBytes = 1024 * 1024;

/**
 * Copies a file and syncs the copy. Of one that grows meanwhile, as the log does, what was there at the
 * beginning. Rejects with ENOENT where it is gone.
 */
export const copyFile = async (from: string, to: string): Promise<CopiedFile> => {
  const source = await open(from, "r");
  try {
    const { size } = await source.stat();
    const target = await open(to, "wx", 0o600);
    try {
      const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(1, size)));
      let crc = 0;
      let bytes = 0;
      while (bytes < size) {
        const most = Math.min(buffer.length, size - bytes);
        const { bytesRead } = await source.read(buffer, 0, most, bytes);
        // A tail was cut off meanwhile.
        if (bytesRead === 0) break;
        const part = buffer.subarray(0, bytesRead);
        await target.writeFile(part);
        crc = crc32(part, crc);
        bytes += bytesRead;
      }
      await target.datasync();
      return { bytes, crc };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
};
