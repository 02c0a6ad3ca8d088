import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { promisify } from "node:util";
import { createGzip, gzip } from "node:zlib";
import { type FastifyReply, type FastifyRequest } from "fastify";
import { takesGzip } from "./takes-gzip.ts";
import { type WrittenText } from "./written-text.ts";

/** UTF-16 units: a longer answer goes out while it is being made, without ETag. */
const wholeLength = 1024 * 1024;
/** Bytes: below, gzip saves no packet. */
const gzipFrom = 1400;
const gzipWhole = promisify(gzip);

/**
 * Answers with text: with an ETag where it is at hand as a whole, with 304 where that is the one the client
 * has (RFC 9110, section 13.1.2), compressed where that is accepted and worth it.
 */
export const sendText = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { type, text }: WrittenText,
): Promise<FastifyReply> => {
  const isZipped = takesGzip(request.headers["accept-encoding"]);
  void reply.type(type);
  addVary(reply, "Accept-Encoding");
  const { whole, rest } = await takeWhole(text);
  if (rest !== undefined) {
    const source = Readable.from(rest);
    if (!isZipped) return reply.send(source);
    void reply.header("Content-Encoding", "gzip");
    // At the fastest level: the text is made on this thread, its compression is not to hold that up.
    const zipped = createGzip({ level: 1 });
    // What ends the one ends the other; the reply sees to an error.
    pipeline(source, zipped, () => undefined);
    return reply.send(zipped);
  }
  if (reply.statusCode === 200) {
    // Weak, since compressed and plain text have the same.
    const tag = `W/"${createHash("sha1").update(whole).digest("base64url")}"`;
    void reply.header("ETag", tag);
    if (isKnown(request.headers["if-none-match"], tag)) return reply.code(304).send();
  }
  const bytes = Buffer.from(whole);
  if (!isZipped || bytes.length < gzipFrom) return reply.send(bytes);
  void reply.header("Content-Encoding", "gzip");
  return reply.send(await gzipWhole(bytes));
};

/** What answers depend on, besides the URL, for whatever keeps them. */
export const addVary = (reply: FastifyReply, header: string): void => {
  const present = reply.getHeader("Vary");
  void reply.header("Vary", present === undefined ? header : `${String(present)}, ${header}`);
};

const takeWhole = async (
  text: string | AsyncIterable<string>,
): Promise<{ whole: string; rest?: AsyncIterable<string> }> => {
  if (typeof text === "string") return { whole: text };
  const iterator = text[Symbol.asyncIterator]() as AsyncIterator<string, undefined>;
  const pieces: string[] = [];
  for (let length = 0; length <= wholeLength; ) {
    const next = await iterator.next();
    if (next.done === true) return { whole: pieces.join("") };
    length += next.value.length;
    pieces.push(next.value);
  }
  return { whole: "", rest: joined(pieces, iterator) };
};

async function* joined(
  pieces: readonly string[],
  iterator: AsyncIterator<string, undefined>,
): AsyncGenerator<string> {
  try {
    yield* pieces;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

const isKnown = (ifNoneMatch: string | undefined, tag: string): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === "*" ||
    ifNoneMatch.split(",").some((one) => one.trim().replace(/^W\//, "") === tag.slice(2)));
