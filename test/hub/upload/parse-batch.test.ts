import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchError } from "../../../src/hub/upload/batch-error.ts";
import { parseBatch } from "../../../src/hub/upload/parse-batch.ts";
import { uploadLimits } from "../../../src/hub/upload/upload-limits.ts";
import { uploadBody } from "../../../src/protocol/api/upload.ts";
import { isSafeText } from "../../../src/protocol/safe-text.ts";
import { sampleBody } from "../../support/sample-batch.ts";

const parse = (changed: object = {}) => parseBatch(sampleBody(changed), "web-9");
const parseRow = (row: object) => parse({ samples: [{ pid: 7, ...row }] }).rows[0];
const errorsOf = (changed: object): BatchError["errors"] => {
  try {
    parse(changed);
  } catch (error) {
    if (error instanceof BatchError) return error.errors;
    throw error;
  }
  throw new Error("expected the batch to be refused");
};
const rowErrors = (row: object) => errorsOf({ samples: [{ pid: 7, ...row }] });

describe("a batch", () => {
  test("is read into wire integers and texts", () => {
    const { host, intervalMs, time, rows, ignored } = parse();
    expect({ host, intervalMs, time, ignored }).toEqual({
      host: "web-9",
      intervalMs: 5000,
      time: undefined,
      ignored: [],
    });
    expect(rows[1]).toMatchObject({
      pid: 4242,
      memoryPercent: 25,
      info: { name: "postgres", cmdline: ["postgres:", "writer"], username: "pg" },
    });
    expect(Object.fromEntries(rows[1]?.numbers ?? [])).toEqual({
      ppid: 1,
      status: "R".charCodeAt(0),
      cpu_percent: 9725,
      memory_rss: 3_000_000_000,
      num_threads: 3,
    });
  });

  test("may tell its time, the facts of its host and the figures of it", () => {
    const { time, facts, hostNumbers } = parse({
      time: "2026-11-20T03:12:00Z",
      hostname: "web-9.example",
      facts: { cpu_count: 4, memory_total: 8_000_000_000, boot_time: "2026-11-01T00:00:00Z" },
      system: { cpu_percent: 12.34, load1: 0.5, memory_used: null },
    });
    expect(time).toBe(Date.UTC(2026, 10, 20, 3, 12));
    expect(facts).toEqual({
      hostname: "web-9.example",
      cpu_count: 4,
      memory_total: 8_000_000_000,
      boot_time: Date.UTC(2026, 10, 1),
    });
    expect(Object.fromEntries(hostNumbers)).toEqual({ cpu_percent: 1234, load1: 50 });
  });

  test("names the fields that there are not, and takes the rest", () => {
    const { ignored, rows } = parse({
      note: 1,
      samples: [{ pid: 7, cpu: 3, "\u001b[2J": 1, age: 5, host: "web-9" }],
    });
    expect(rows).toHaveLength(1);
    expect(ignored).toEqual(["note", "cpu", "␛[2J"]);
  });

  test.each<[object, string]>([
    [{ agent_id: undefined }, "agent_id: expected web-9 as in the path, got nothing"],
    [{ agent_id: "web-8" }, 'agent_id: expected web-9 as in the path, got "web-8"'],
    [{ interval_s: 0 }, "interval_s: expected seconds from 0.1 to 3600, got 0"],
    [{ interval_s: "5" }, 'interval_s: expected seconds from 0.1 to 3600, got "5"'],
    [
      { time: "yesterday" },
      'time: expected milliseconds since 1970 or a time such as 2026-11-20T03:12:00Z, got "yesterday"',
    ],
    [
      { time: 1_763_600_000 },
      "time: expected milliseconds since 1970 (this looks like seconds: times 1000), got 1763600000",
    ],
    [{ facts: { cpu_count: 0 } }, "facts.cpu_count: expected what docs/fields.md says, got 0"],
    [{ facts: [] }, "facts: expected an object, got an array of 0"],
    [{ system: { load1: -1 } }, "system.load1: expected a number from 0 to 90071992547409, got -1"],
    [{ hostname: 5 }, "hostname: expected text, got 5"],
    [{ samples: {} }, "samples: expected an array of processes, got an object"],
    [{ samples: [7] }, "samples[0]: expected an object with the fields of a process, got 7"],
    [
      { samples: [{ pid: 1 }, { name: "x" }] },
      "samples[1].pid: expected the process id, got nothing",
    ],
    [
      { samples: [{ pid: 1 }, { pid: 2 }, { pid: 1 }] },
      "samples[2].pid: expected each process once, 1 is samples[0] too",
    ],
    [
      { samples: Array.from({ length: uploadLimits.rows + 1 }, (_, pid) => ({ pid })) },
      "samples: expected at most 20000 processes, got 20001",
    ],
  ])("is refused as a whole: %j", (changed, message) => {
    expect(() => parse(changed)).toThrow(message);
  });

  test.each([null, 7, "x", []])("is refused where it is no object: %j", (body) => {
    expect(() => parseBatch(body, "web-9")).toThrow("body: expected a JSON object");
  });

  test("is refused with the first ten wrong places by index and field", () => {
    const samples = Array.from({ length: 30 }, (_, pid) => ({ pid, nice: "low", uid: -1 }));
    const errors = errorsOf({ interval_s: null, samples });
    expect(errors).toHaveLength(10);
    expect(errors.slice(0, 3)).toEqual([
      { index: null, field: "interval_s", problem: "expected seconds from 0.1 to 3600, got null" },
      { index: 0, field: "nice", problem: 'expected a whole number, got "low"' },
      {
        index: 0,
        field: "uid",
        problem: "expected a whole number from 0 to 9007199254740991, got -1",
      },
    ]);
  });

  test("never throws anything but its own error, and gives safe texts only", () => {
    const row = fc.record(
      {
        pid: fc.oneof(fc.nat(50), fc.jsonValue()),
        name: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
        cmdline: fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.string({ unit: "binary" }))),
        status: fc.oneof(fc.constantFrom("R", "zombie"), fc.jsonValue()),
        cpu_percent: fc.oneof(fc.double(), fc.jsonValue()),
        create_time: fc.jsonValue(),
        ports: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(row, fc.jsonValue()), { maxLength: 5 }), (samples) => {
        try {
          for (const { info, numbers } of parse({ samples }).rows) {
            for (const text of [info.name ?? "", ...(info.cmdline ?? [])])
              expect(isSafeText(text)).toBe(true);
            for (const wire of numbers.values()) expect(Number.isSafeInteger(wire)).toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(BatchError);
        }
      }),
    );
  });
});

test("bodies that are taken meet the schema that docs/api.md and OpenAPI are made from", () => {
  const everything = {
    time: "2026-11-20T03:12:00Z",
    hostname: "web-9.example",
    facts: { cpu_count: 4, boot_time: 1_700_000_000_000 },
    system: { load1: 0.5 },
  };
  for (const changed of [{}, everything, { samples: [{ pid: 1, status: "zombie", name: null }] }]) {
    parse(changed);
    expect(uploadBody.safeParse(sampleBody(changed)).error).toBeUndefined();
  }
  expect(uploadBody.safeParse(sampleBody({ samples: [{ name: "x" }] })).success).toBe(false);
});

describe("a row", () => {
  test("may leave out or null everything but its pid", () => {
    expect(parseRow({ name: null, cpu_percent: null })).toEqual({
      pid: 7,
      createTime: undefined,
      start: undefined,
      memoryPercent: undefined,
      numbers: new Map(),
      info: {},
    });
  });

  test("has its texts made safe", () => {
    const row = parseRow({ name: "a\u001b[31m\nb", cmdline: ["x\u202e", "y\u0000"] });
    expect(row?.info).toEqual({ name: "a␛[31m␊b", cmdline: ["x", "y␀"] });
  });

  test("takes the words of ps and psutil for a state", () => {
    const letters = ["running", "disk-sleep", "disk sleep", "TRACING_STOP", "Z", "t"].map(
      (status) => String.fromCharCode(parseRow({ status })?.numbers.get("status") ?? 0),
    );
    expect(letters).toEqual(["R", "D", "D", "t", "Z", "t"]);
  });

  test("has a command line given as text split into its words, and cut as an agent cuts it", () => {
    expect(parseRow({ cmdline: "/usr/bin/java  -jar a.jar" })?.info.cmdline).toEqual([
      "/usr/bin/java",
      "-jar",
      "a.jar",
    ]);
    const long = parseRow({ cmdline: ["java", "x".repeat(10_000), "y"] })?.info.cmdline ?? [];
    expect(long.join("")).toHaveLength(4096);
    expect(parseRow({ cmdline: "a ".repeat(10_000) })?.info.cmdline).toHaveLength(512);
  });

  test.each<[string, string | string[], string[]]>([
    ["arguments", ["app", "--password", "x1"], ["app", "--password", "***"]],
    ["a script", ["sh", "-c", "mysql -px1 db"], ["sh", "-c", "mysql -p*** db"]],
    ["a text", "app --token x1 --port 80", ["app", "--token", "***", "--port", "80"]],
    ["a text with quotes", "app --token 'x1 x2' y", ["app", "--token", "***", "y"]],
    ["a text of two commands", "cd /; mysql -px1", ["cd", "/;", "mysql", "-p***"]],
    ["a text over lines", "cd /\nmysql -px1", ["cd", "/␊mysql", "-p***"]],
    ["a text with an open quote", "it's --token x1", ["it's", "--token", "***"]],
  ])("has the secrets of a command line masked: %s", (_, cmdline, masked) => {
    expect(parseRow({ cmdline })?.info.cmdline).toEqual(masked);
  });

  test("has a password masked that the cut would leave without what tells it", () => {
    const url = `http://me:${"x1".repeat(3000)}@host/`;
    for (const cmdline of [["app", url], `app ${url}`])
      expect(parseRow({ cmdline })?.info.cmdline).toEqual(["app", "http://me:***@host/"]);
  });

  test.each<[object, string, string]>([
    [{ pid: -1 }, "pid", "expected a whole number from 0 to 9007199254740991, got -1"],
    [{ pid: 1.5 }, "pid", "expected a whole number from 0 to 9007199254740991, got 1.5"],
    [{ pid: "12" }, "pid", 'expected a whole number from 0 to 9007199254740991, got "12"'],
    [
      { num_threads: 2.5 },
      "num_threads",
      "expected a whole number from 0 to 9007199254740991, got 2.5",
    ],
    [{ cpu_percent: -0.1 }, "cpu_percent", "expected a number from 0 to 90071992547409, got -0.1"],
    [{ cpu_percent: true }, "cpu_percent", "expected a number from 0 to 90071992547409, got true"],
    [{ memory_percent: 101 }, "memory_percent", "expected a number from 0 to 100, got 101"],
    [
      { memory_rss: 1e300 },
      "memory_rss",
      "expected a number from 0 to 9007199254740991, got 1e+300",
    ],
    [
      { name: "x".repeat(257) },
      "name",
      "expected text of at most 256 characters, got 257 characters",
    ],
    [{ name: 5 }, "name", "expected text of at most 256 characters, got 5"],
    [
      { exe: "/".repeat(4097) },
      "exe",
      "expected text of at most 4096 characters, got 4097 characters",
    ],
    [
      { cmdline: "x".repeat(65_537) },
      "cmdline",
      "expected text or an array of texts of at most 65536 characters in all, got 65537 characters",
    ],
    [
      { cmdline: [1] },
      "cmdline",
      "expected text or an array of texts of at most 65536 characters in all, got an array of 1",
    ],
    [{ kernel_thread: 1 }, "kernel_thread", "expected true or false, got 1"],
    [
      { ports: [{ port: 80 }] },
      "ports",
      "expected at most 1024 of {protocol, address, port}, got an array of 1",
    ],
    [
      { create_time: 1_763_600_000.5 },
      "create_time",
      "expected milliseconds since 1970 (this looks like seconds: times 1000), got 1763600000.5",
    ],
  ])("is refused by its index and field: %j", (row, field, problem) => {
    expect(rowErrors(row)).toEqual([{ index: 0, field, problem }]);
  });

  test("is refused for a state that there is not", () => {
    expect(rowErrors({ status: "Q" })).toMatchObject([
      { index: 0, field: "status", problem: expect.stringContaining('got "Q"') as unknown },
    ]);
  });
});
