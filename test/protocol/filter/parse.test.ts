import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FilterError } from "../../../src/protocol/filter/ast.ts";
import { parseFilter } from "../../../src/protocol/filter/parse.ts";
import { printFilter } from "../../../src/protocol/filter/print.ts";
import { limits } from "../../../src/protocol/limits.ts";

const canonical = (text: string): string => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return printFilter(parsed.filter);
};

const errorOf = (text: string): FilterError => {
  const parsed = parseFilter(text);
  if (parsed.ok) throw new Error(`expected an error, got ${printFilter(parsed.filter)}`);
  return parsed.error;
};

describe("a filter", () => {
  test.each([
    ["", ""],
    ["  \t\n", ""],
    ["node", "node"],
    ["node server.js", "node and server.js"],
    ["node AND server", "node and server"],
    ["a b or c d", "a and b or c and d"],
    ["a or b and c", "a or b and c"],
    ["(a or b) c", "(a or b) and c"],
    ["((a and b)) and c", "a and b and c"],
    ["a or (b or c)", "a or b or c"],
    ["not a b", "not a and b"],
    ["not (a or b)", "not (a or b)"],
    ["!a", "not a"],
    ["!(a b)", "not (a and b)"],
    ["! ! a", "not not a"],
    ["-chrome", "not chrome"],
    ['-"two words"', 'not "two words"'],
    ["-(a or b)", "not (a or b)"],
    ["-cpu>5", "not cpu_percent > 5%"],
    ["-:80", "not :80"],
    ["-12", "not 12"],
    ["--inspect", '"--inspect"'],
    ["-", '"-"'],
    ["1234", "1234"],
    ["pid=1234", "1234"],
    ["12345678901", '"12345678901"'],
    ['"1234"', '"1234"'],
    [":8080", ":8080"],
    ["port = :8080", ":8080"],
    [":http", '":http"'],
    ["cpu", "cpu"],
    ["cpu in", 'cpu and "in"'],
    ["a!b", '"a!b"'],
    ["CPU > 50%", "cpu_percent > 50%"],
    ["cpu>=.5", "cpu_percent >= 0.5%"],
    ["rss > 500M", "memory_rss > 500M"],
    ["rss > 0.5g", "memory_rss > 500M"],
    ["rss > 1GiB", "memory_rss > 1Gi"],
    ["write >= 1M/s", "write_bytes_per_sec >= 1M"],
    ["rss > 10 MB", "memory_rss > 10M"],
    ["rss > 10 Mi node", "memory_rss > 10Mi and node"],
    ["rss > 10 k or write > 1 MB/s", "memory_rss > 10K or write_bytes_per_sec > 1M"],
    ["rss in (1 k, 2 Gi)", "memory_rss in (1K, 2Gi)"],
    ["cpu > 50 % nginx", "cpu_percent > 50% and nginx"],
    ["age > 2 h", "age > 2h"],
    ["rss > 10 node", "memory_rss > 10 and node"],
    ["rss > 10 s", "memory_rss > 10 and s"],
    ["rss > 10 and MB", "memory_rss > 10 and MB"],
    ['rss > 10 "MB"', "memory_rss > 10 and MB"],
    ["rss > 10k B", "memory_rss > 10K and B"],
    ["cpu > 1 1", "cpu_percent > 1% and 1"],
    ["port = 80 k", ":80 and k"],
    ["command ~ java", "cmdline ~ java"],
    ["age > 2h", "age > 2h"],
    ["age > 90", "age > 90s"],
    ["start < 5m", "start < 5m"],
    ["start < 1500", "start < 1500ms"],
    ["threads > 1k", "num_threads > 1000"],
    ["nice < -5", "nice < -5"],
    ["uid = 1000", "uid = 1000"],
    ["pid not in (1, 2)", "not pid in (1, 2)"],
    ["user in (root, 'www data')", 'username in (root, "www data")'],
    ["state = zombie", "status = Z"],
    ["state = T", "status = T"],
    ["state = t", "status = t"],
    ["state in (disk-sleep, DISK_SLEEP, 'disk sleep')", "status in (D, D, D)"],
    ["kernel = no", "kernel_thread = no"],
    ["kernel != TRUE", "kernel_thread != yes"],
    ["os ~ debian", "os_name ~ debian"],
    ["host = web*", "host = web*"],
    [String.raw`cmd ~ "\d+ \"x\" \\."`, String.raw`cmdline ~ "\\d+ \"x\" \\."`],
    [String.raw`cmd ~ '\d "x"'`, String.raw`cmdline ~ "\\d \"x\""`],
    ['cmd = ""', 'cmdline = ""'],
    ["user=and", "username = and"],
  ])("%j is read as %j", (text, wanted) => {
    expect(canonical(text)).toBe(wanted);
  });

  test.each([
    ["cpu >", 5, "", "expected a value after >"],
    ["cpu > fast", 6, "fast", "expected a percentage such as 50%, got fast"],
    ["cpu > 5 and usr = root", 12, "usr", "there is no field usr; did you mean user?"],
    ["memroy_rss > 5", 0, "memroy_rss", "did you mean memory_rss?"],
    ["colour > 3", 0, "colour", "there is no field colour"],
    ["cpu ~ 3", 4, "~", "cpu_percent cannot be compared by ~"],
    ["user > root", 5, ">", "username cannot be compared by >"],
    ["rss > 5 parsecs)", 15, ")", ") does not belong here"],
    ["(a or b", 0, "(", "never closed"],
    ["pid in (1, 2", 7, "(", "never closed"],
    ["pid in (1 2)", 10, "2", "expected a comma or )"],
    ["pid in (1,)", 10, ")", "expected a value after in"],
    ["()", 1, ")", ") does not belong here"],
    ["a or", 4, "", "expected a term"],
    ["or a", 0, "or", "expected a term before or"],
    ["a and and b", 6, "and", "expected a term before and"],
    ["not", 3, "", "expected a term"],
    ["= 5", 0, "=", "expected the name of a field before ="],
    ['"cpu" > 5', 0, '"cpu"', "expected the name of a field, got quoted text"],
    ["say 'hello", 4, "'hello", "expected a closing '"],
    [":99999", 0, ":99999", "expected a port from 0 to 65535"],
    ["port = http", 7, "http", "expected a port from 0 to 65535"],
    ["state = z", 8, "z", "letters are case-sensitive"],
    ["kernel = maybe", 9, "maybe", "expected yes or no"],
    ["cmd ~ (a|b)", 6, "(", "quote it if it is text"],
    ['cmd ~ "(a"', 6, '"(a"', "regular expression: missing closing )"],
    ['cmd ~ "(?=a)"', 6, '"(?=a)"', "look-around"],
    ["rss > 1e999", 6, "1e999", "expected bytes such as 500M or 2Gi"],
  ])("%j is refused at %i, %j: %s", (text, position, token, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error).toMatchObject({ position, length: token.length, token });
  });

  test("suggests nothing for a name that is like none", () => {
    expect(errorOf("colour > 3").message).not.toContain("did you mean");
  });

  test("is refused when it is longer than the limit", () => {
    const error = errorOf("a".repeat(limits.filterLength + 1));
    expect(error).toMatchObject({ position: limits.filterLength, length: 1 });
  });

  test.each(["(", "not ", "!", "-("])("is refused, not a crash, when %j nests too deep", (open) => {
    expect(errorOf(open.repeat(1000) + "a").message).toContain("levels deep");
  });

  test("shows hostile text in a message only after making it safe", () => {
    expect(errorOf("\u001b[2J\u202e > 1").message).toBe("there is no field ␛[2J");
  });
});

test("the parser answers every text, and points within it", () => {
  const soup = fc.string({
    unit: fc.constantFrom(
      ...Array.from("()!=~<>,:-\"'\\ *1é\n"),
      " and ",
      " or ",
      " not ",
      " in (",
      "cpu",
      "user",
      "port",
      "status",
      "5%",
      "\ud800",
    ),
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ unit: "binary" })), (text) => {
      const parsed = parseFilter(text);
      if (parsed.ok) return;
      const { position, length, token, message } = parsed.error;
      expect(message).not.toBe("");
      expect(position + length).toBeLessThanOrEqual(text.length);
      expect(token).toBe(text.slice(position, position + length));
    }),
    { numRuns: 2000 },
  );
});
