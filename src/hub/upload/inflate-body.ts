import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";

type Inflate = (body: Buffer, maxBytes: number) => Promise<Buffer>;

const gunzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const inflateZlib = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate);
const inflateRaw = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);

/** A window of 8 MiB, which RFC 8878 section 3.1.1.1.2 recommends every decoder to support. */
const zstdWindowLog = 23;

const inflateGzip: Inflate = (body, maxOutputLength) => gunzip(body, { maxOutputLength });
/** RFC 9110 section 8.4.1.2 means zlib by it; some send the bare stream. */
const inflateDeflate: Inflate = (body, maxOutputLength) =>
  (hasZlibHeader(body) ? inflateZlib : inflateRaw)(body, { maxOutputLength });

/** RFC 1950 section 2.2: method 8, and the first two bytes a multiple of 31. */
const hasZlibHeader = (body: Buffer): boolean =>
  body.length >= 2 && ((body[0] as number) & 15) === 8 && body.readUInt16BE(0) % 31 === 0;

const inflates = new Map<string, Inflate>([
  ["identity", async (body) => body],
  ["gzip", inflateGzip],
  ["x-gzip", inflateGzip],
  ["deflate", inflateDeflate],
]);
// Node has it since 22.15.
if ("zstdDecompress" in zlib) {
  const zstdDecompress = promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress);
  inflates.set("zstd", (body, maxOutputLength) =>
    zstdDecompress(body, {
      maxOutputLength,
      params: { [zlib.constants.ZSTD_d_windowLogMax]: zstdWindowLog },
    }),
  );
}

/** What a body may be compressed with, for messages. */
const acceptedEncodings: readonly string[] = [...inflates.keys()].filter(
  (name) => name !== "x-gzip",
);

/**
 * The body as it was before its Content-Encoding. Decompression ends at `maxBytes`, whatever would still
 * come. Throws PROCMON_MEDIA_TYPE, PROCMON_FRAME_TOO_LARGE or PROCMON_BODY_UNREADABLE.
 */
export const inflateBody = async (
  body: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> => {
  const name = (encoding ?? "identity").trim().toLowerCase();
  const inflate = inflates.get(name);
  if (inflate === undefined)
    throw new ProcmonError(
      "PROCMON_MEDIA_TYPE",
      `expected Content-Encoding ${acceptedEncodings.join(", ")} or none, got ${quote(name)}`,
    );
  try {
    return await inflate(body, maxBytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE")
      throw new ProcmonError(
        "PROCMON_FRAME_TOO_LARGE",
        `expected a body of at most ${maxBytes} bytes once decompressed`,
      );
    throw new ProcmonError(
      "PROCMON_BODY_UNREADABLE",
      `expected a body compressed with ${name}, got one that cannot be decompressed (${code ?? "unknown"})`,
      { cause: error },
    );
  }
};

const quote = (text: string): string => JSON.stringify(makeSafeText(text).slice(0, 64));
