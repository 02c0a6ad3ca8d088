import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { inflateBody } from "../../../src/hub/upload/inflate-body.ts";

const text = JSON.stringify({ samples: Array.from({ length: 100 }, (_, pid) => ({ pid })) });
const body = Buffer.from(text);

describe("a body", () => {
  test.each([
    ["undefined", undefined, body],
    ["identity", "identity", body],
    ["gzip", " GZIP ", gzipSync(body)],
    [
      "gzip of two members",
      "gzip",
      Buffer.concat([gzipSync(body.subarray(0, 50)), gzipSync(body.subarray(50))]),
    ],
    ["deflate, as zlib", "deflate", deflateSync(body)],
    ["deflate, bare", "deflate", deflateRawSync(body)],
    ["zstd", "zstd", zstdCompressSync(body)],
  ])("comes out as it went in: %s", async (_, encoding, sent) => {
    expect((await inflateBody(sent, encoding, 10_000)).toString()).toBe(text);
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["zstd", zstdCompressSync],
  ])("is decompressed up to the limit and no further: %s", async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(60_000);
    const before = process.memoryUsage().arrayBuffers;
    await expect(inflateBody(bomb, encoding, 1_000_000)).rejects.toMatchObject({
      code: "PROCMON_FRAME_TOO_LARGE",
      message: expect.stringContaining("1000000 bytes") as unknown,
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
    expect(await inflateBody(compress(Buffer.alloc(1000)), encoding, 1000)).toHaveLength(1000);
  });

  test.each([
    ["gzip", body],
    ["gzip", gzipSync(body).subarray(0, 60)],
    ["deflate", Buffer.from([0xff, 0xff, 0xff])],
    ["zstd", gzipSync(body)],
    // A window of 128 MiB: what holds it would be taken before the first byte comes out.
    ["zstd", Buffer.from("28b52ffd008800", "hex")],
  ])("is refused where it is not what it says: %s", async (encoding, sent) => {
    await expect(inflateBody(sent, encoding, 10_000)).rejects.toMatchObject({
      code: "PROCMON_BODY_UNREADABLE",
      httpStatus: 400,
    });
  });

  test("is refused where it is compressed in another way", async () => {
    for (const encoding of ["br", "gzip, gzip", "\u001b[31m"])
      await expect(inflateBody(body, encoding, 10_000)).rejects.toMatchObject({
        code: "PROCMON_MEDIA_TYPE",
        httpStatus: 415,
        message: expect.stringMatching(
          /^expected Content-Encoding identity, gzip, deflate, zstd or none, got "[ -~␛]*"$/,
        ) as unknown,
      });
  });
});
