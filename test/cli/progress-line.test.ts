import { expect, test } from "vitest";
import { createProgressLine } from "../../src/cli/progress-line.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const start = (isTTY: boolean) => {
  const clock = createFakeClock();
  let written = "";
  const stream = {
    isTTY,
    write: (text: string) => {
      written += text;
    },
  };
  return { clock, line: createProgressLine(stream, clock), written: () => written };
};

test("is written over five times a second at most, and wiped at the end", () => {
  const { clock, line, written } = start(true);
  line.show("copied 100 files");
  line.show("copied 101 files");
  clock.advance(200);
  line.show("copied 9 files");
  line.close();
  expect(written()).toBe("\rcopied 100 files\rcopied 9 files  \r              \r");
});

test("is not there where there is no terminal, or nothing was shown", () => {
  const { line, written } = start(false);
  line.show("copied 1 file");
  line.close();
  expect(written()).toBe("");
  const quick = start(true);
  quick.line.close();
  expect(quick.written()).toBe("");
});
