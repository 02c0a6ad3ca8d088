import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Operator } from "../../../src/protocol/filter/ast.ts";
import { filterTypeOf, operatorsOf } from "../../../src/protocol/filter/filter-field.ts";
import { compileFilter } from "../../../src/protocol/filter/match.ts";
import { readFilter } from "../../../src/protocol/filter/read-filter.ts";
import { numberFieldIds, processFieldIds } from "../../../src/protocol/process-fields.ts";
import { processValue } from "../../../src/protocol/process-row.ts";
import { hostViewOf, type SomeProcess, someFacts } from "../../support/host-view.ts";

const nginx: SomeProcess = {
  pid: 80,
  start: 40_000,
  name: "nginx",
  cmdline: ["/usr/sbin/nginx", "-g", "daemon off;"],
  exe: "/usr/sbin/nginx",
  username: "root",
  status: "S",
  kernel_thread: false,
  cpu_percent: 29,
  memory_rss: 500_000_000,
  nice: -5,
  ports: [
    { protocol: "tcp", address: "*", port: 80 },
    { protocol: "tcp6", address: "::", port: 443 },
  ],
};
const kworker: SomeProcess = {
  pid: 4431,
  name: "kworker/0:1",
  cmdline: [],
  username: "root",
  status: "I",
  kernel_thread: true,
  ports: [],
};
const stopped: SomeProcess = {
  pid: 7,
  name: "MainThread",
  cmdline: ["node", "Server.js", "--port=8080", "-x"],
  status: "T",
  username: "Alice",
};
const unreadable: SomeProcess = { pid: 9 };

const view = hostViewOf([nginx, kworker, stopped, unreadable]);
const pids = (text: string): number[] => {
  const test = compileFilter(readFilter(text));
  return [0, 1, 2, 3]
    .filter((slot) => test(view, slot))
    .map((s) => view.state.processes.pid[s] as number);
};
const everything = [80, 4431, 7, 9];

describe("a filter matches", () => {
  test.each<[string, number[]]>([
    ["", everything],
    ["nginx", [80]],
    ["NGINX", [80]],
    ["sbin", []],
    ['"nginx -g daemon"', [80]],
    ["server.js", [7]],
    ["MainThread", []],
    ["kworker", [4431]],
    ["[kworker", [4431]],
    ["node server", [7]],
    ["nginx or node", [80, 7]],
    ['"--port=8080"', [7]],
    ["--port", [7]],
    ["-nginx", [4431, 7, 9]],
    ["80", [80]],
    [":80", [80]],
    [":443", [80]],
    [":8080", []],
    ["port > 400", [80]],
    ["port != 80", [4431]],
    ["port != 81", [80, 4431]],
    ["port in (22, 443)", [80]],
    ["cpu = 0.29", [80]],
    ["cpu > 0.28%", [80]],
    ["cpu > 0.29", []],
    ["cpu != 1", [80]],
    ["not cpu = 1", everything],
    ["rss >= 500M", [80]],
    ["rss > 500M", []],
    ["mem > 3%", [80]],
    ["nice < 0", [80]],
    ["age = 60", [80]],

    ["create_time = 1700000040000", [80]],
    ["start = 40s", [80]],
    ["user = ROOT", [80, 4431]],
    ["user = al*", [7]],
    ["user = al?ce", [7]],
    ["user = al?e", []],
    ["user != root", [7]],
    ["user ~ ^r.*t$", [80, 4431]],
    ["user !~ root", [7]],
    ["user in (alice, nobody)", [7]],
    ["user not in (alice)", [80, 4431, 9]],
    ["exe = */nginx", [80]],
    ["exe = nginx", []],
    ['cmd = ""', [4431]],
    ['cmd = "/usr/sbin/nginx -g daemon off;"', [80]],
    ["status = T", [7]],
    ["status = t", []],
    ["status = stopped", [7]],
    ["status != S", [4431, 7]],
    ["status in (idle, Z)", [4431]],
    ["status_name ~ sleep", [80]],
    ["kernel = yes", [4431]],
    ["kernel = no", [80]],
    ["kernel != no", [4431]],
    ["host = web-1", everything],
    ["host != web-1", []],
    ["host = db*", []],
    ["hostname ~ example$", everything],
    ["os ~ debian", everything],
    ["platform = linux arch = x64", everything],
    ["not (nginx or node) pid > 8", [4431, 9]],
  ])("%j", (text, wanted) => {
    expect(pids(text)).toEqual(wanted);
  });

  test("nothing by a field that could not be read, whatever the operator", () => {
    const empty = hostViewOf([unreadable], {
      facts: { ...someFacts, memory_total: null, os_name: null },
    });
    const values = { number: "1", ports: "1", text: "x", status: "R", flag: "no" };
    const sure = new Set(["pid", "start", "create_time", "age"]);
    for (const id of [...processFieldIds, "os_name" as const]) {
      if (sure.has(id)) continue;
      const type = filterTypeOf(id);
      for (const operator of operatorsOf[type]) {
        const text = `${id} ${operator} ${values[type]}`;
        expect([text, compileFilter(readFilter(text))(empty, 0)]).toEqual([text, false]);
      }
    }
  });

  test("each host by its own name when one test serves several", () => {
    const isWeb = compileFilter(readFilter("host = web* nginx"));
    expect(isWeb(hostViewOf([nginx], { host: "web-2" }), 0)).toBe(true);
    expect(isWeb(hostViewOf([nginx], { host: "db-1" }), 0)).toBe(false);
    expect(isWeb(hostViewOf([stopped], { host: "web-2" }), 0)).toBe(false);
  });
});

test("wildcards can be taken literally with a backslash", () => {
  const star = hostViewOf([
    { pid: 1, cwd: "/a*b" },
    { pid: 2, cwd: "/axb" },
  ]);
  const matches = compileFilter(readFilter(String.raw`cwd = "/a\*b"`));
  expect([matches(star, 0), matches(star, 1)]).toEqual([true, false]);
});

test("stars against long texts fail without trying every way, and too long ones are refused", () => {
  const long = hostViewOf(
    Array.from({ length: 2000 }, (_, i) => ({ pid: i + 1, cwd: "a".repeat(4096) })),
  );
  for (const value of [`${"*a".repeat(50)}b`, `*${"a".repeat(400)}b`, `*b${"a".repeat(400)}`]) {
    const test = compileFilter(readFilter(`cwd = "${value}"`));
    for (let slot = 0; slot < 2000; slot++) expect(test(long, slot)).toBe(false);
  }
  expect(() => readFilter(`cwd = "*${"a".repeat(2000)}"`)).toThrow(/wildcards: expected at most/);
});

test("a wildcard stands for any text or one character, and everything else for itself", () => {
  const view = hostViewOf([{ pid: 1, cwd: "/srv/a.b+c(d)[e]^f$g|h" }]);
  const is = (value: string): boolean => compileFilter(readFilter(`cwd = '${value}'`))(view, 0);
  expect([is("/srv/*"), is("*h"), is("/SRV/?.b+c(d)*"), is("/srv/a.b+c(d)[e]^f$g|?")]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect([is("srv*"), is("*g"), is("/srv/?"), is("/srv/axb*")]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test("compares numbers as an evaluator does that knows only the values shown", () => {
  const operators: Operator[] = ["=", "!=", ">", ">=", "<", "<="];
  const naive = (now: number | null, operator: Operator, value: number): boolean => {
    if (now === null) return false;
    switch (operator) {
      case "=":
        return now === value;
      case "!=":
        return now !== value;
      case ">":
        return now > value;
      case ">=":
        return now >= value;
      case "<":
        return now < value;
      default:
        return now <= value;
    }
  };
  const numeric = processFieldIds.filter((id) => filterTypeOf(id) === "number");
  const wire = fc.option(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.maxSafeNat()), {
    nil: undefined,
  });
  const process = fc.record({
    pid: fc.nat(100),
    start: fc.nat(100_000),
    ...Object.fromEntries(numberFieldIds.filter((id) => id !== "status").map((id) => [id, wire])),
  }) as unknown as fc.Arbitrary<SomeProcess>;
  fc.assert(
    fc.property(
      fc.array(process, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...numeric),
      fc.constantFrom(...operators),
      fc.oneof(
        fc.constantFrom(0, 0.29, 20, 100),
        fc.nat(7).map((n) => -1 - n),
      ),
      (processes, field, operator, pick) => {
        const random = hostViewOf(processes);
        const shown = processValue(random, Math.abs(pick) % processes.length, field);
        // Half of the time a value that occurs, so that equality is met.
        const value = pick < 0 && typeof shown === "number" ? shown : pick;
        const compiled = compileFilter({ kind: "compare", field, operator, value });
        for (const slot of processes.keys()) {
          const now = processValue(random, slot, field) as number | null;
          expect(compiled(random, slot)).toBe(naive(now, operator, value));
        }
      },
    ),
    { numRuns: 1000 },
  );
});
