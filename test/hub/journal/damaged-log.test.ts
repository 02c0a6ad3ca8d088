import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { readBack, shortOf } from "../../support/read-back.ts";
import { type RecordedLog, recordLog, writeLog } from "../../support/recorded-log.ts";

let log: RecordedLog;
beforeAll(async () => {
  log = await recordLog();
});

/** What is served when some lines are lost: all others but the deltas whose predecessor is missing. */
const expectedServed = (isLost: (line: number) => boolean): Map<string, string[]> => {
  const served = new Map<string, string[]>();
  const last = new Map<string, number>();
  for (const [index, line] of log.lines.entries()) {
    if (isLost(index)) continue;
    const before = last.get(line.host);
    if (line.k === "delta" && before !== line.q - 1) continue;
    if (line.k !== "hello") last.set(line.host, line.q);
    served.set(line.host, [...(served.get(line.host) ?? []), shortOf(line)]);
  }
  // A greeting alone is of no sample.
  for (const [host, lines] of served) if (lines.length === 1) served.set(host, []);
  return served;
};

const changedAt = (position: number, value: number): Buffer => {
  const bytes = Buffer.from(log.bytes);
  bytes[position] = value;
  return bytes;
};

/** Each start waits for the disk most of its time: some of them wait at once. */
const forAll = async <T>(cases: readonly T[], check: (one: T) => Promise<void>): Promise<void> => {
  for (let from = 0; from < cases.length; from += 16)
    await Promise.all(cases.slice(from, from + 16).map(check));
};

describe("the last record", () => {
  const lastStart = (): number => log.starts.at(-2) as number;

  test("cut at any byte is as if it had never been, and is cut off", async () => {
    const whole = expectedServed(() => false);
    const without = expectedServed((line) => line === log.lines.length - 1);
    const size = log.bytes.length;
    expect(log.lines.at(-1)).toEqual({ host: "web-07", k: "delta", q: 5 });
    const cuts = Array.from({ length: size + 1 - lastStart() }, (_, i) => lastStart() + i);
    await forAll(cuts, async (cut) => {
      const folder = writeLog(log.name, log.bytes.subarray(0, cut));
      const { hosts, served, damages } = await readBack(folder);
      // Only the newline is missing: the record is whole.
      const isWhole = cut >= size - 1;
      expect([cut, served, damages]).toEqual([cut, isWhole ? whole : without, 0]);
      expect(hosts.get("web-07")).toMatchObject({ sequence: isWhole ? 5 : 4, hasState: true });
      expect(hosts.get("db-1")).toMatchObject({ sequence: 6, hasState: true });
      expect(readFileSync(join(folder, log.name))).toHaveLength(isWhole ? cut : lastStart());
    });
  });

  test("with any byte changed is as if it had never been, and is reported", async () => {
    const whole = expectedServed(() => false);
    const without = expectedServed((line) => line === log.lines.length - 1);
    const newline = log.bytes.length - 1;
    const flips = Array.from(
      { length: newline + 1 - lastStart() },
      (_, i) => lastStart() + i,
    ).flatMap((position) => [0x01, 0x80].map((flip) => ({ position, flip })));
    await forAll(flips, async ({ position, flip }) => {
      const changed = changedAt(position, (log.bytes[position] as number) ^ flip);
      const { served, hosts, damages } = await readBack(writeLog(log.name, changed));
      const isWhole = position === newline;
      expect([position, flip, served]).toEqual([position, flip, isWhole ? whole : without]);
      expect(damages).toBe(isWhole ? 0 : 1);
      expect(hosts.get("web-07")?.sequence).toBe(isWhole ? 5 : 4);
    });
  });
});

describe("a damaged record in between", () => {
  test("costs itself and the deltas up to the next key frame, whichever byte it is", async () => {
    const change = fc.tuple(fc.nat(log.bytes.length - 1), fc.oneof(fc.constant(10), fc.nat(255)));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 16, maxLength: 16 }), (changes) =>
        forAll(changes, async ([position, value]) => {
          if (log.bytes[position] === value) return;
          const line = log.starts.findLastIndex((start) => start <= position);
          const isNewline = log.bytes[position] === 10;
          const { served } = await readBack(writeLog(log.name, changedAt(position, value)));
          expect(served).toEqual(expectedServed((one) => one === line && !isNewline));
        }),
      ),
      { numRuns: 26 },
    );
  });

  test("leaves the host at its last intact frame, and asks for a key frame where its table is broken", async () => {
    const key = log.lines.findIndex(({ host, k }) => host === "web-07" && k === "key");
    const position = (log.starts[key] as number) + 60;
    const { hosts } = await readBack(writeLog(log.name, changedAt(position, 0)));
    expect(hosts.get("web-07")).toMatchObject({ sequence: 5, hasState: false });
    expect(hosts.get("db-1")).toMatchObject({ sequence: 6, hasState: true });
  });
});

describe("a tail that is no record", () => {
  const garbage = fc.uint8Array({ minLength: 1, maxLength: 5000 });
  test.each([
    ["of NULs", fc.nat(10_000).map((length) => Buffer.alloc(length + 1))],
    ["of garbage", garbage.map((bytes) => Buffer.from(bytes))],
    [
      "of garbage and half a record",
      garbage.map((bytes) => Buffer.concat([log.bytes.subarray(0, 50), bytes])),
    ],
  ])("%s leaves all records before it served", async (_, tail) => {
    const whole = expectedServed(() => false);
    await fc.assert(
      fc.asyncProperty(tail, async (bytes) => {
        const folder = writeLog(log.name, Buffer.concat([log.bytes, bytes]));
        expect((await readBack(folder)).served).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test("is read over again after a second start", async () => {
    const folder = writeLog(log.name, Buffer.concat([log.bytes, Buffer.alloc(9000)]));
    const first = await readBack(folder);
    expect(await readBack(folder)).toEqual(first);
    expect(readFileSync(join(folder, log.name))).toEqual(log.bytes);
  });
});

describe("a file", () => {
  test.each([
    ["that is empty", Buffer.alloc(0)],
    ["of one endless line", Buffer.alloc(3_000_000, "x")],
    ["of lines of another program", Buffer.from('{"a":1}\n{"crc":"00000000","k":"key"}\n\n\n')],
  ])("%s restores nobody and stops nothing", async (_, bytes) => {
    const { hosts, served } = await readBack(writeLog("1800000000000.ndjson", bytes));
    expect(hosts.size + served.size).toBe(0);
  });

  test("whose name is none of a log is left alone", async () => {
    const folder = writeLog("notes.txt", log.bytes);
    expect((await readBack(folder)).hosts.size).toBe(0);
    expect(readFileSync(join(folder, "notes.txt"))).toEqual(log.bytes);
  });
});
