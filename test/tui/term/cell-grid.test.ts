import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CellGrid } from "../../../src/tui/term/cell-grid.ts";
import { styleOf } from "../../../src/tui/term/style.ts";
import { cutText, padText, textWidth } from "../../../src/tui/term/width.ts";
import { hostileStrings } from "../../support/hostile-strings.ts";

const anyText = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom("a", "漢", "é", "\u0301", "👍🏽", "🇩🇪", "ा", "─"),
    maxLength: 20,
  }),
);

/** Draws on one row and returns the row and the column after. */
const draw = (text: string, columns = 12, column = 0, maxWidth?: number): [string, number] => {
  const grid = new CellGrid(columns, 1);
  const next = grid.text(0, column, text, 0, maxWidth);
  return [grid.rowText(0), next];
};

describe("a grid", () => {
  test.each([
    ["abc", "abc  ", 3],
    ["漢字", "漢字 ", 4],
    ["a漢字", "a漢字", 5],
    ["abcd漢", "abcd ", 5],
    ["abcdefg", "abcde", 5],
    ["e\u0301x", "éx   ", 2],
    ["x\u0336\u0337\u0338y", "x\u0336y   ", 2],
    ["\u0301x", "x    ", 1],
    ["👍🏽!", "👍🏽!  ", 3],
    ["🇩🇪🇫", "🇩🇪🇫  ", 3],
    ["a\x1b[1m", "a␛[1m", 5],
    ["\u202Ex", "x    ", 1],
    ["\uD800", "\uFFFD    ", 1],
  ])("draws %j as %j", (text, row, next) => {
    expect(draw(text, 5)).toEqual([row, next]);
  });

  test("cuts what is outside of it or beyond the width", () => {
    expect(draw("abcdef", 5, -2)).toEqual(["cdef ", 4]);
    expect(draw("漢字", 5, -1)).toEqual([" 字  ", 3]);
    expect(draw("abcdef", 8, 1, 3)).toEqual([" abc    ", 4]);
    expect(draw("a漢", 8, 1, 2)).toEqual([" a      ", 3]);
    expect(draw("x", 5, 5)).toEqual(["     ", 5]);
    const grid = new CellGrid(3, 1);
    expect(grid.text(1, 0, "x", 0)).toBe(0);
    expect(grid.text(-1, 0, "x", 0)).toBe(0);
    grid.fill(4, 0, 3, "x", 0);
    expect(grid.rowText(0)).toBe("   ");
  });

  test("leaves no half of a wide glyph behind", () => {
    const grid = new CellGrid(6, 1);
    grid.text(0, 0, "漢字語", 0);
    grid.text(0, 1, "x", 0);
    expect(grid.rowText(0)).toBe(" x字語");
    grid.text(0, 2, "yy", 0);
    grid.text(0, 3, "y", 0);
    expect(grid.rowText(0)).toBe(" xyy語");
    grid.fill(0, 5, 1, "─", 0);
    expect(grid.rowText(0)).toBe(" xyy ─");
    grid.fill(0, 0, 5, "漢", 0);
    expect(grid.rowText(0)).toBe("漢漢 ─");
    grid.text(0, 3, "", 0);
    expect(grid.rowText(0)).toBe("漢漢 ─");
  });

  test("keeps text when it is restyled, whole glyphs at a time", () => {
    const grid = new CellGrid(6, 1);
    const inverse = styleOf({ inverse: true });
    grid.text(0, 0, "a漢b", 0);
    grid.restyle(0, 2, 1, inverse);
    expect(grid.rowText(0)).toBe("a漢b  ");
    expect([0, 1, 2, 3].map((column) => grid.cell(0, column).style)).toEqual([
      0,
      inverse,
      inverse,
      0,
    ]);
  });

  test("drawn into another is cut at its edges", () => {
    const grid = new CellGrid(6, 2);
    const source = new CellGrid(4, 2);
    source.text(0, 0, "漢x\u0302\u0301", 0);
    source.text(1, 0, "1234", 0);
    grid.fill(0, 0, 6, ".", 0);
    grid.draw(source, 1, -1);
    grid.draw(source, -1, 4);
    expect(grid.rowText(0)).toBe("....12");
    expect(grid.rowText(1)).toBe(" x\u0302    ");
    expect(grid.cell(1, 1).text).toBe("x\u0302");
    grid.draw(source, 0, 5);
    expect(grid.rowText(0)).toBe("....1 ");
  });

  test("forgets clusters that are no longer on it", () => {
    const grid = new CellGrid(4, 1);
    for (let i = 0; i < 20_000; i++) {
      grid.text(0, i % 3, `${String.fromCodePoint(0x4e00 + i)}\u0302`, 0);
    }
    grid.text(0, 0, "x\u0302y\u0302", 0);
    expect(grid.cell(0, 0).text).toBe("x\u0302");
    expect(grid.cell(0, 1).text).toBe("ŷ");
    expect(Math.max(...grid.codes) - 0x110000).toBeLessThan(100);
  });
});

describe("the width of a text", () => {
  test("is where the grid ends drawing it", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const width = textWidth(text);
        const grid = new CellGrid(Math.max(1, width + 2), 1);
        expect(grid.text(0, 0, text, 0)).toBe(width);
      }),
    );
  });

  test("is kept when the text is cut or padded", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 40 }), (text, width) => {
        const cut = cutText(text, width);
        expect(textWidth(cut)).toBeLessThanOrEqual(width);
        if (textWidth(text) <= width) expect(textWidth(cut)).toBe(textWidth(text));
        else if (width > 0) expect(cut.endsWith("…")).toBe(true);
        expect(textWidth(padText(text, width))).toBe(width);
        expect(textWidth(padText(text, width, "right"))).toBe(width);
      }),
    );
  });

  test.each([
    ["node server.js", 8, "node se…"],
    ["node", 4, "node"],
    ["漢字漢字", 5, "漢字…"],
    ["漢字漢字", 4, "漢…"],
    ["ab", 1, "…"],
    ["ab", 0, ""],
  ])("of %j cut to %i is %j", (text, width, cut) => {
    expect(cutText(text, width)).toBe(cut);
  });

  test("may be cut without a mark", () => {
    expect(cutText("abcdef", 3, "")).toBe("abc");
    expect(padText("7", 3, "right")).toBe("  7");
  });
});
