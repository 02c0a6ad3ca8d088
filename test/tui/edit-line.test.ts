import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { charactersOf, editLine, insertText } from "../../src/tui/edit-line.ts";
import { type KeyAction, keyTable } from "../../src/tui/keys/key-table.ts";

/** `ab|c`: the bar is the caret. */
const lineOf = (marked: string) => ({
  text: marked.replace("|", ""),
  caret: marked.indexOf("|"),
});
const marked = ({ text, caret }: { text: string; caret: number }): string =>
  `${text.slice(0, caret)}|${text.slice(caret)}`;
const after = (line: string, ...actions: KeyAction[]): string =>
  marked(actions.reduce((edited, action) => editLine(edited, action) ?? edited, lineOf(line)));

describe("editing keys", () => {
  test.each<[string, KeyAction, string]>([
    ["ab|c", "filter-left", "a|bc"],
    ["|abc", "filter-left", "|abc"],
    ["ab|c", "filter-right", "abc|"],
    ["abc|", "filter-right", "abc|"],
    ["ab|c", "filter-home", "|abc"],
    ["a|bc", "filter-end", "abc|"],
    ["ab|c", "filter-delete-back", "a|c"],
    ["|abc", "filter-delete-back", "|abc"],
    ["a|bc", "filter-delete", "a|c"],
    ["abc|", "filter-delete", "abc|"],
    ["cpu>5 and us|er", "filter-delete-word", "cpu>5 and |er"],
    ["cpu>5 and  |x", "filter-delete-word", "cpu>5 |x"],
    ["cpu>5|x", "filter-delete-start", "|x"],
  ])("%s, %s: %s", (before, action, wanted) => {
    expect(after(before, action)).toBe(wanted);
  });

  test.each(["e\u0301", "\u{1F600}", "\u{1F44D}\u{1F3FD}", "क्षि", "\u{1F1E9}\u{1F1EA}"])(
    "take %s as one character",
    (character) => {
      expect(after(`a${character}|b`, "filter-left")).toBe(`a|${character}b`);
      expect(after(`a|${character}b`, "filter-right")).toBe(`a${character}|b`);
      expect(after(`a${character}|b`, "filter-delete-back")).toBe("a|b");
      expect(after(`a|${character}b`, "filter-delete")).toBe("a|b");
    },
  );

  test("that are none leave the line alone", () => {
    expect(editLine({ text: "a", caret: 0 }, "help")).toBeUndefined();
  });

  test("never put the caret outside of the text or within a character", () => {
    const actions = keyTable.flatMap(({ action, context }) =>
      context === "filter" ? [action] : [],
    );
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 12 }),
        fc.array(fc.constantFrom(...actions), { maxLength: 12 }),
        (text, pressed) => {
          let line = { text, caret: text.length };
          for (const action of pressed) line = editLine(line, action) ?? line;
          const starts = [0];
          for (const character of charactersOf(line.text))
            starts.push((starts.at(-1) as number) + character.length);
          expect(starts).toContain(line.caret);
        },
      ),
    );
  });
});

describe("typing", () => {
  test("inserts at the caret", () => {
    expect(marked(insertText(lineOf("ab|c"), "x漢"))).toBe("abx漢|c");
  });

  test("stops where the line is full, between characters", () => {
    expect(marked(insertText(lineOf("ab|c"), "12345", 5))).toBe("ab12|c");
    expect(marked(insertText(lineOf("ab|c"), "\u{1F600}\u{1F600}", 6))).toBe("ab\u{1F600}|c");
    expect(marked(insertText(lineOf("ab|c"), "x", 3))).toBe("ab|c");
  });
});
