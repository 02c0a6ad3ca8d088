import { once } from "node:events";
import { constants, createDeflateRaw } from "node:zlib";

/**
 * Bytes of each message on a WebSocket with permessage-deflate and context takeover (RFC 7692): one
 * stream, flushed after each message, without the four bytes that every flush ends with.
 */
export const deflatedBytes = async (messages: readonly string[]): Promise<number[]> => {
  const stream = createDeflateRaw({ level: 6, windowBits: 15 });
  let length = 0;
  stream.on("data", (chunk: Buffer) => (length += chunk.length));
  const bytes: number[] = [];
  for (const message of messages) {
    length = 0;
    stream.write(message);
    await new Promise<void>((resolve) => {
      stream.flush(constants.Z_SYNC_FLUSH, resolve);
    });
    bytes.push(length - 4);
  }
  const closed = once(stream, "close");
  stream.destroy();
  await closed;
  return bytes;
};
