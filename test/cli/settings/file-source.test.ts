import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fileSource } from "../../../src/cli/settings/file-source.ts";
import { hubSettings } from "../../../src/cli/settings/hub-settings.ts";

const readFile = (text: string) => fileSource(hubSettings, text, "f");
const givenBy = (text: string) => {
  const { given, faults } = readFile(text);
  expect(faults).toEqual([]);
  return Object.fromEntries([...given].map(([key, { raw }]) => [key, raw]));
};
const faultsOf = (text: string) => readFile(text).faults;

test("a file is YAML, or JSON", () => {
  const yaml = "max_hosts: 500\nretention:\n  raw: {age: 12h}\nallow_hosts:\n  - a\n  - b\n";
  const json =
    '{"max_hosts": 500, "retention": {"raw": {"age": "12h"}}, "allow_hosts": ["a", "b"]}';
  const expected = { max_hosts: "500", "retention.raw.age": "12h", allow_hosts: ["a", "b"] };
  expect(givenBy(yaml)).toEqual(expected);
  expect(givenBy(json)).toEqual(expected);
});

test("an empty file, and one of comments alone, gives nothing", () => {
  expect(givenBy("")).toEqual({});
  expect(givenBy("# max_hosts: 5\n")).toEqual({});
  expect(givenBy("---\n")).toEqual({});
});

test("values are taken as they are written", () => {
  expect(givenBy("data_dir: 0x10\nmax_hosts: 0o17\naccess_log: False")).toEqual({
    data_dir: "0x10",
    max_hosts: "0o17",
    access_log: "False",
  });
});

test("an anchor may be used again", () => {
  const text = "retention:\n  1m: &long {age: 30d}\n  10m: *long\n";
  expect(givenBy(text)).toEqual({ "retention.1m.age": "30d", "retention.10m.age": "30d" });
});

describe("a key that does not exist", () => {
  test.each([
    ["max_host: 5", '"max_host" is no setting, at f:1:1; did you mean max_hosts?'],
    [
      "\nretention:\n  raw:\n    agee: 5",
      '"retention.raw.agee" is no setting, at f:4:5; did you mean age?',
    ],
    ["retention:\n  2m: 5d", '"retention.2m" is no setting, at f:2:3; did you mean 1m?'],
    [
      "retention:\n  zzzzzz: 5d",
      '"retention.zzzzzz" is no setting, at f:2:3; there are raw, 1m, 10m, 1h',
    ],
  ])("in %j is refused", (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });
});

describe("a file is refused", () => {
  test.each([
    ["with a key twice", "max_hosts: 1\nmax_hosts: 2", /^f:2:1: Map keys must be unique/],
    ["with a tag of its own", "data_dir: !ruby/object:Gem x", /^f:1:11: .*tag/i],
    ["with a tag that stands for bytes", "data_dir: !!binary aGk=", /tag/i],
    ["with broken YAML", "max_hosts: [1", /^f:1:/],
    ["with a tab for a blank", "retention:\n\traw: 1h", /^f:2:1: /],
    ["of two documents", "max_hosts: 1\n---\nmax_hosts: 2", /multiple documents/i],
    ["that is a list", "- max_hosts", /^the file: expected a mapping/],
    ["that is a text", "hello", /^the file: expected a mapping/],
    ["with a mapping for a value", "max_hosts: {a: 1}", /^max_hosts: expected a whole number/],
    ["with a list of lists", "allow_hosts: [[a]]", /^allow_hosts: expected names of hosts/],
    ["with an anchor that is not there", "max_hosts: *none", /alias/i],
    ["with a value for a group", "retention: {1m: {age: {age: 1}}}", /^retention.1m.age: expected/],
    ["with nesting without end", "[".repeat(100_000), /^expected less nesting|^f:1:/],
  ])("%s", (_what, text, fault) => {
    const faults = faultsOf(text);
    expect(faults[0]).toMatch(fault);
  });
});

test("aliases of aliases cost nothing: only what is a setting is looked at", () => {
  const levels = Array.from({ length: 30 }, (_, i) =>
    i === 0 ? "a0: &a0 [x, x]" : `a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`,
  );
  const faults = faultsOf(`${levels.join("\n")}\nallow_hosts: *a29\n`);
  expect(faults.at(-1)).toMatch(/^allow_hosts: expected names of hosts/);
});

test("no text makes it throw", () => {
  const pieces = fc.constantFrom(
    "max_hosts",
    "retention",
    "raw",
    "age",
    ":",
    " ",
    "\n",
    "  ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a",
    "*a",
    "!t",
    "'",
    '"',
    "|",
    ">",
    "?",
    "#",
    "%",
    "\t",
    "1",
    "x",
    "<<",
    "---",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((parts) => parts.join("")),
      ),
      (text) => {
        readFile(text);
      },
    ),
    { numRuns: 500 },
  );
});
