import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { holdStderr } from "../../src/cli/hold-stderr.ts";

const streamWithText = () => {
  const stream = new PassThrough();
  let text = "";
  stream.on("data", (bytes: Buffer) => {
    text += bytes.toString("utf8");
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
};

test("what is written while the screen is ours comes after it", () => {
  const { stream, text } = streamWithText();
  const release = holdStderr(stream);
  stream.write("(node:1) Warning: something\n");
  expect(text()).toBe("");
  release();
  expect(text()).toBe("(node:1) Warning: something\n");
  stream.write("at once");
  expect(text()).toMatch(/at once$/);
});

test("a flood is kept up to a bound", () => {
  const { stream, text } = streamWithText();
  const release = holdStderr(stream);
  for (let i = 0; i < 1000; i++) stream.write("x".repeat(1000));
  release();
  expect(text()).toHaveLength(65_536);
});
