import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSafeText, makeSafeText } from "../../src/protocol/safe-text.ts";

/** Everything that must never reach a terminal, spelled out apart from the code under test. */
const forbidden = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2066, 0x2069],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xfffe, 0xffff],
  [0xe0000, 0xe007f],
] as const;
const isForbidden = (char: string): boolean => {
  const code = char.codePointAt(0) as number;
  return forbidden.some(([from, to]) => code >= from && code <= to);
};

/** Loose surrogates, controls, and the characters that hide or turn text, side by side. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "a",
      "é",
      "漢",
      "😀",
      "\u0000",
      "\n",
      "\u001b",
      "\u007f",
      "\u009b",
      "\u202e",
      "\u061c",
    ),
    fc.constantFrom(
      "\u2066",
      "\u200b",
      "\u00ad",
      "\ufe0f",
      "\ufeff",
      "\uffff",
      "\u{e0041}",
      "\u3164",
    ),
    fc.constantFrom("\ud800", "\ud83d", "\udb40", "\udc00", "\udc41", "\ude00"),
  ),
  maxLength: 12,
});
const anyText = fc.oneof(hostile, fc.string({ unit: "binary" }));

describe("text made safe", () => {
  test("holds nothing that moves, hides or breaks text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const safe = makeSafeText(text);
        expect(Array.from(safe).filter(isForbidden)).toEqual([]);
        expect(safe.isWellFormed()).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test("is accepted, and stays the same when it is made safe again", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const safe = makeSafeText(text);
        expect(isSafeText(safe)).toBe(true);
        expect(makeSafeText(safe)).toBe(safe);
      }),
      { numRuns: 3000 },
    );
  });

  test("is the same text exactly where it was safe before", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isSafeText(text)).toBe(makeSafeText(text) === text);
      }),
      { numRuns: 3000 },
    );
  });

  test("leaves printable ASCII alone", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        expect(makeSafeText(text)).toBe(text);
      }),
    );
  });

  test.each([
    ["a\nb\u001b[31m", "a␊b␛[31m"],
    ["\u007f", "␡"],
    ["\u009b31m", "\ufffd31m"],
    ["gnp.\u202eexe", "gnp.exe"],
    ["x\u200by", "xy"],
    ["\ud83d!", "\ufffd!"],
    // Removing what stands between the halves must not join them, here to an invisible tag.
    ["\udb40\u200b\udc41", "\ufffd\ufffd"],
    ["😀 漢字 é", "😀 漢字 é"],
  ])("makes %j of %j", (text, wanted) => {
    expect(makeSafeText(text)).toBe(wanted);
  });
});
