import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRegex } from "../../../../src/protocol/filter/regex/parse-regex.ts";
import { Regex } from "../../../../src/protocol/filter/regex/regex.ts";

describe("a regular expression", () => {
  test.each<[string, string, boolean]>([
    ["", "", true],
    ["NODE", "/usr/bin/node", true],
    ["^node$", "node", true],
    ["^node$", "nodejs", false],
    [String.raw`\bjs\b`, "server.js --x", true],
    [String.raw`\bjs\b`, "jsx", false],
    [String.raw`\Bs`, "js", true],
    ["a.*b.*c", "xxaxxbxxc", true],
    ["a.c", "a\nc", false],
    ["^a{2,3}$", "aaaa", false],
    ["^a{2,}$", "aaaa", true],
    ["^(?:ab|cd)+?$", "abcdab", true],
    ["^(?<word>x|y)$", "y", true],
    ["[^a-c]", "abc", false],
    ["[^A-C]", "abc", false],
    [String.raw`[\d-]+x`, "1-x", true],
    [String.raw`[\W]`, "a b", true],
    [String.raw`[^\W]`, "---", false],
    [String.raw`\x41\u0042\u{43}`, "abc", true],
    ["^.$", "😀", true],
    ["É", "é", true],
    ["()*", "", true],
    ["(a*)*b", "aab", true],
    ["a|", "", true],
    ["x{", "x{", true],
    ["[]", "a", false],
    ["[^]", "\n", true],
  ])("%j on %j is %s", (pattern, text, wanted) => {
    expect(Regex.compile(pattern).test(text)).toBe(wanted);
    expect(
      new RegExp(pattern.replaceAll("u{43}", "u0043"), pattern === "^.$" ? "iu" : "i").test(text),
    ).toBe(wanted);
  });

  test.each([
    ["(", "missing )"],
    [")", "unmatched )"],
    ["[a", "missing ]"],
    ["[b-a]", "ends before it begins"],
    [String.raw`[\d-z]`, "ends before it begins"],
    ["a{3,2}", "ends before it begins"],
    ["*a", "nothing to repeat"],
    ["a**", "nothing to repeat"],
    ["(?=a)", "look-around"],
    ["(?<!a)b", "look-around"],
    [String.raw`(a)\1`, "back-references"],
    [String.raw`\k<a>`, "back-references"],
    [String.raw`\p{L}`, "has no meaning here"],
    ["\\", "at the end"],
    [String.raw`\xg1`, "hexadecimal"],
    [String.raw`\u{110000}`, "hexadecimal"],
    ["((a{100}){100}){100}", "unfold to more than"],
    ["(".repeat(60) + ")".repeat(60), "levels deep"],
    ["a".repeat(1001), "at most 1000 characters"],
  ])("%j is refused: %s", (pattern, message) => {
    const parsed = parseRegex(pattern);
    expect(parsed.ok ? "" : parsed.message).toContain(message);
  });

  test("takes no time over what stalls a backtracking matcher", () => {
    const subject = `${"a".repeat(4096)}b`;
    for (const pattern of ["^(a+)+$", "(a|aa)+$", "(a*)*c", "(.*)*x", "a*a*a*a*a*a*c"])
      expect([pattern, Regex.compile(pattern).test(subject)]).toEqual([pattern, false]);
  });

  test("forgets states, and counts them, rather than grow without bound", () => {
    const regex = Regex.compile("(a|b)*a(a|b){12}c");
    let seed = 1;
    let text = "";
    for (let i = 0; i < 8000; i++) {
      seed = (seed * 48_271) % 2_147_483_647;
      text += seed % 2 === 0 ? "a" : "b";
    }
    expect(regex.test(text)).toBe(false);
    expect(regex.droppedStates).toBeGreaterThan(0);
    expect(regex.test(`${text}a${"b".repeat(12)}c`)).toBe(true);
  });
});

const atom = fc.constantFrom(
  "a",
  "b",
  "B",
  "C",
  ".",
  "[ab]",
  "[^a]",
  "[a-c]",
  "\\d",
  "\\w",
  "\\W",
  "\\s",
  "_",
  "1",
  " ",
);
const anchor = fc.constantFrom("^", "$", "\\b", "\\B");
const quantifier = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "+?");
const { pattern } = fc.letrec<{ pattern: string; piece: string }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 3, depthIdentifier: "regex" },
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
      fc.pre(parseRegex(source).ok);
      const ours = Regex.compile(source);
      const theirs = new RegExp(source, "i");
      for (const text of subjects)
        expect([text, ours.test(text)]).toEqual([text, theirs.test(text)]);
    }),
    { numRuns: 1000 },
  );
});

test("the parser of expressions throws at no pattern", () => {
  const soup = fc.string({
    unit: fc.constantFrom(...Array.from("ab()[]{}\\^$.|?*+-,019xuk<>:=!\ud800")),
    maxLength: 20,
  });
  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ unit: "binary" })), (source) => {
      const parsed = parseRegex(source);
      if (parsed.ok) Regex.compile(source).test("abc\udc00");
      else expect(parsed.message).not.toBe("");
    }),
    { numRuns: 1000 },
  );
});
