import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createWriter, type WriteBytes, writeAtOnce } from "../../../src/tui/term/writer.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A pipe whose reader reads when told: a terminal that may stall. */
const createPipe = (writeFlags: number) => {
  const directory = mkdtempSync(join(tmpdir(), "procmon-writer-"));
  const path = join(directory, "pipe");
  execFileSync("mkfifo", [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const fd = openSync(path, constants.O_WRONLY | writeFlags);
  cleanups.push(() => {
    closeSync(fd);
    closeSync(reader);
    rmSync(directory, { recursive: true });
  });
  const buffer = Buffer.alloc(65_536);
  const read = (): string => {
    let text = "";
    try {
      for (let n = readSync(reader, buffer); n > 0; n = readSync(reader, buffer)) {
        text += buffer.toString("latin1", 0, n);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
    return text;
  };
  return { fd, read };
};

const big = (letter: string): string => letter.repeat(300_000);

describe.each([
  ["a descriptor that blocks", 0, undefined],
  ["a descriptor that does not block", constants.O_NONBLOCK, writeAtOnce],
])("on %s, a terminal that is not read", (_name, flags, write) => {
  test("neither stops the program nor fills its memory, and gets the next frame when it is read", async () => {
    const clock = createFakeClock();
    const { fd, read } = createPipe(flags);
    const writer = createWriter({
      fd,
      clock,
      log: createRecordingLogger(),
      ...(write === undefined ? {} : { write }),
    });
    let drains = 0;
    writer.onDrain(() => {
      drains++;
      writer.write("|next");
    });
    expect(writer.write(big("a"))).toBe(true);
    // A write that blocks the event loop would never come back from here: nobody reads yet.
    for (let i = 0; i < 50; i++) {
      await settle();
      clock.advance(50);
      expect(writer.busy).toBe(true);
      expect(writer.write(`dropped ${i}`)).toBe(false);
    }
    expect(writer.counts).toMatchObject({ written: 0, dropped: 50 });
    let received = "";
    while (!received.endsWith("|next")) {
      received += read();
      await settle();
      clock.advance(50);
    }
    expect(received).toBe(`${big("a")}|next`);
    expect(drains).toBe(1);
    while (writer.busy) await settle();
    expect(writer.counts).toEqual({ written: 2, dropped: 50, bytes: 300_005 });
    await writer.close();
  });
});

describe("a writer", () => {
  const setup = (write: WriteBytes) => {
    const clock = createFakeClock();
    const errors: Error[] = [];
    const writer = createWriter({
      fd: 99,
      clock,
      log: createRecordingLogger(),
      write,
      onError: (error) => errors.push(error),
    });
    return { clock, writer, errors };
  };
  const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

  test("goes on after partial writes, interruptions and a full terminal", () => {
    const answers: (number | string)[] = [2, "EINTR", 1, "EAGAIN", "EAGAIN", 3];
    let received = "";
    const { clock, writer } = setup((_fd, bytes, offset, length, callback) => {
      const answer = answers.shift() ?? length;
      if (typeof answer === "string") {
        callback(failure(answer), 0);
        return;
      }
      received += Buffer.from(bytes.subarray(offset, offset + answer)).toString();
      callback(null, answer);
    });
    writer.write("abc漢字");
    clock.advance(100);
    expect(received).toBe("abc漢字");
    expect(writer.busy).toBe(false);
    expect(clock.pending).toBe(0);
  });

  test("reports a terminal that is gone once, and takes nothing more", () => {
    const { writer, errors } = setup((_fd, _bytes, _offset, _length, callback) => {
      callback(failure("EIO"), 0);
    });
    writer.write("x");
    expect(errors.map((error) => error.message)).toEqual(["EIO"]);
    expect(writer.write("y")).toBe(false);
    expect(errors).toHaveLength(1);
  });

  test("does not wait on close for a terminal that asks it to come again", async () => {
    const { clock, writer } = setup((_fd, _bytes, _offset, _length, callback) => {
      callback(failure("EAGAIN"), 0);
    });
    writer.write("x");
    await writer.close();
    expect(clock.pending).toBe(0);
  });

  test("waits on close for a write under way, but not for ever", async () => {
    const { clock, writer } = setup(() => {});
    writer.write("x");
    let closed = false;
    const closing = writer.close().then(() => {
      closed = true;
    });
    await clock.advanceAsync(249);
    expect(closed).toBe(false);
    await clock.advanceAsync(1);
    await closing;
    expect(closed).toBe(true);
  });
});
