import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern } from "../../../src/protocol/filter/pattern.ts";

const matches = (pattern: string, text: string): boolean => {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.test(text);
};

describe("a regular expression", () => {
  test.each<[string, string, boolean]>([
    ["", "", true],
    ["NODE", "/usr/bin/node", true],
    ["^node$", "node", true],
    ["^node$", "nodejs", false],
    [String.raw`\bjs\b`, "server.js --x", true],
    [String.raw`\bjs\b`, "jsx", false],
    ["a.*b.*c", "xxaxxbxxc", true],
    ["a.c", "a\nc", false],
    ["^a{2,3}$", "aaaa", false],
    ["^(?:ab|cd)+?$", "abcdab", true],
    ["^(?<word>x|y)$", "y", true],
    ["[^A-C]", "abc", false],
    [String.raw`[^\W]`, "---", false],
    ["^.$", "😀", true],
    ["É", "é", true],
    [String.raw`^\p{Greek}+$`, "αβγ", true],
    ["(a*)*b", "aab", true],
  ])("%j on %j is %s", (pattern, text, wanted) => {
    expect(matches(pattern, text)).toBe(wanted);
  });

  test.each([
    ["(", "missing closing )"],
    [")", "unexpected )"],
    ["[a", "missing closing ]"],
    ["x[b-a]", "invalid character class range: b-a"],
    ["a**", "invalid nested repetition operator: **"],
    ["*a", "missing argument to repetition operator: *"],
    ["b(?=a)", "look-around"],
    ["(?<!a)b", "look-around"],
    [String.raw`(a)\1`, "back-references"],
    [String.raw`\k<a>`, "back-references"],
    ["a[b-\u001b]", "invalid character class range: b-\u241b"],
    ["\\", "trailing backslash"],
    ["((a{100}){100}){100}", "invalid repeat count"],
    ["((a{1,30}){1,30})", "unfold to more than 1000 steps"],
    ["a".repeat(1001), "at most 1000 characters"],
  ])("%j is refused: %s", (pattern, message) => {
    const compiled = compilePattern(pattern);
    expect(compiled.ok ? "" : compiled.message).toContain(message);
  });

  test("takes no time over what stalls a backtracking matcher", () => {
    const subject = `${"a".repeat(4096)}b`;
    for (const pattern of ["(a+)+$", "^(a+)+$", "(a|aa)+$", "(a*)*c", "(.*)*x", "a*a*a*a*a*a*c"])
      expect([pattern, matches(pattern, subject)]).toEqual([pattern, false]);
  });
});

const atom = fc.constantFrom(..."a b B C . [ab] [^a] [a-c] \\d \\w \\W \\s _ 1".split(" "), " ");
const anchor = fc.constantFrom("^", "$", "\\b", "\\B");
const quantifier = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "+?");
const { pattern } = fc.letrec<{ pattern: string; piece: string }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 3, depthIdentifier: "pattern" },
    fc.tuple(atom, quantifier).map((parts) => parts.join("")),
    anchor,
    fc.tuple(tie("pattern"), quantifier).map(([inner, q]) => `(${inner})${q}`),
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(?:${a}|${b})`),
  ),
  pattern: fc.array(tie("piece"), { maxLength: 4 }).map((pieces) => pieces.join("")),
}));

test("finds a match exactly where JavaScript's own expressions do", () => {
  const subject = fc.string({ unit: fc.constantFrom(...Array.from("aAbBcC1_ -\n")), maxLength: 8 });
  fc.assert(
    fc.property(pattern, fc.array(subject, { minLength: 1, maxLength: 6 }), (source, subjects) => {
      const native = new RegExp(source, "i");
      for (const text of subjects)
        expect([text, matches(source, text)]).toEqual([text, native.test(text)]);
    }),
    { numRuns: 1000 },
  );
});

test("no pattern throws: it matches or is refused with a reason", () => {
  const soup = fc.string({
    unit: fc.constantFrom(...Array.from("ab()[]{}\\^$.|?*+-,019xukpPQE<>:=!\ud800")),
    maxLength: 20,
  });
  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ unit: "binary" })), (source) => {
      const compiled = compilePattern(source);
      if (compiled.ok) compiled.test("abc\udc00");
      else expect(compiled.message).not.toBe("");
    }),
    { numRuns: 2000 },
  );
});
