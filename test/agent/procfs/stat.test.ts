import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteCursor } from "../../../src/agent/procfs/byte-cursor.ts";
import { parseStat, StatRecord } from "../../../src/agent/procfs/stat.ts";
import { statLine } from "../../support/fake-proc.ts";

const parse = (bytes: Buffer): { ok: boolean; name: Buffer; record: StatRecord } => {
  const record = new StatRecord();
  // The buffer is shared and longer than the file: what stands behind it must not be read.
  const padded = Buffer.concat([bytes, Buffer.from(" 999) S 1 2 3 4 5 6 7 8 9 10 11 12 13")]);
  const ok = parseStat(new ByteCursor(), padded, bytes.length, record);
  return { ok, name: bytes.subarray(record.nameFrom, record.nameTo), record };
};

describe("/proc/PID/stat", () => {
  test("reads a line of Linux 6.18", () => {
    const line =
      "7839 (cat) R 7826 7826 5664 34817 -1 4194304 101 0 3 0 12 30 0 0 39 19 4 0 122470 3133440 388 18446744073709551615 94576808525824 94576808545705 140726104693344 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 94576808561712 94576808563328 94577565257728 140726104701626 140726104701646 140726104701646 140726104702955 0\n";
    const { ok, name, record } = parse(Buffer.from(line));
    expect(ok).toBe(true);
    expect(name.toString()).toBe("cat");
    expect(record).toMatchObject({
      state: "R".charCodeAt(0),
      ppid: 7826,
      ttyNumber: 34_817,
      flags: 4_194_304,
      minorFaults: 101,
      majorFaults: 3,
      cpuTicks: 42,
      nice: 19,
      threads: 4,
      startTicks: 122_470,
      virtualBytes: 3_133_440,
      residentPages: 388,
      startCode: 94_576_808_525_824,
      startStack: 140_726_104_693_344,
    });
  });

  test("reads a negative nice value", () => {
    expect(parse(statLine({ pid: 1, nice: -20 })).record.nice).toBe(-20);
  });

  test.each<[string, string | Buffer]>([
    ["spaces", "a b  c"],
    ["parentheses", "x) R 1 (y"],
    ["only parentheses", ")))((("],
    ["a newline and a made-up line", "a\n2 (b) S 9"],
    ["nothing", ""],
    ["escape bytes", "\x1b[2J\x07"],
    ["invalid UTF-8", Buffer.from([0xff, 0xfe, 0x29, 0x20, 0x80])],
    ["the 63 bytes of a worker", "kworker/u8:2+events_unbound-flush_to_ldisc_____________________"],
  ])("takes a name of %s up to the last parenthesis", (_, name) => {
    const parsed = parse(statLine({ pid: 42, name, ppid: 7, threads: 3 }));
    expect(parsed.ok).toBe(true);
    expect(parsed.name).toEqual(Buffer.from(name));
    expect(parsed.record).toMatchObject({ ppid: 7, threads: 3, state: "S".charCodeAt(0) });
  });

  test("gives the same numbers whatever the name", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 63 }), (bytes) => {
        const { ok, record } = parse(statLine({ pid: 5, name: Buffer.from(bytes), ppid: 77 }));
        expect(ok && record.ppid === 77 && record.startTicks === 1000).toBe(true);
      }),
    );
  });

  test.each(["", "7839", "7839 (cat", "7839 (cat) R 1 2", "\0\0\0\0"])(
    "refuses what is no stat line: %j",
    (text) => {
      expect(parse(Buffer.from(text)).ok).toBe(false);
    },
  );

  test("refuses a line cut anywhere before the fields in use end", () => {
    const line = statLine({ pid: 12, name: "a)b" });
    const stack = line.indexOf("140726104693344");
    for (let length = 0; length <= stack; length++)
      expect(parse(line.subarray(0, length)).ok).toBe(false);
  });

  test("tells names apart by their hash", () => {
    const hash = (name: string): number => parse(statLine({ pid: 1, name })).record.nameHash;
    expect(hash("worker")).toBe(hash("worker"));
    expect(hash("worker")).not.toBe(hash("workes"));
  });
});
