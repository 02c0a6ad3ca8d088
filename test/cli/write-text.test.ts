import { PassThrough, Writable } from "node:stream";
import { expect, test } from "vitest";
import { writeText } from "../../src/cli/write-text.ts";

const failing = (code: string): NodeJS.WriteStream =>
  new Writable({
    write: (_chunk, _encoding, callback) =>
      callback(Object.assign(new Error(`it said ${code}`), { code })),
  }) as unknown as NodeJS.WriteStream;

test("resolves once all of a text is taken, however slowly", async () => {
  const stream = new PassThrough({ highWaterMark: 10 });
  let taken = 0;
  let done = false;
  const written = writeText(stream as unknown as NodeJS.WriteStream, "x".repeat(100_000)).then(
    (went) => {
      done = true;
      return went;
    },
  );
  expect(done).toBe(false);
  stream.on("data", (chunk: Buffer) => {
    taken += chunk.length;
  });
  expect(await written).toBe(true);
  expect(taken).toBe(100_000);
  expect(stream.listenerCount("error")).toBe(0);
});

test("says so when the reader went away, as head does: that is no failure", async () => {
  expect(await writeText(failing("EPIPE"), "text")).toBe(false);
});

test("fails on any other error", async () => {
  await expect(writeText(failing("ENOSPC"), "text")).rejects.toThrow("it said ENOSPC");
});
