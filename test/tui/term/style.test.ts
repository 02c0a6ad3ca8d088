import { describe, expect, test } from "vitest";
import { colourAtDepth, colourCode } from "../../../src/tui/term/colour.ts";
import { createSgrEncoder } from "../../../src/tui/term/sgr.ts";
import { maxStyles, plainStyle, styleCounts, styleOf } from "../../../src/tui/term/style.ts";

describe("a style", () => {
  test("is the same number for the same look, and 0 for none", () => {
    expect(styleOf({ fg: "red", bold: true })).toBe(styleOf({ bold: true, fg: 1 }));
    expect(styleOf({ fg: "red" })).not.toBe(styleOf({ bg: "red" }));
    expect(styleOf({})).toBe(plainStyle);
    expect(styleOf({ fg: "#zzzzzz", bg: 256, bold: false })).toBe(plainStyle);
  });
});

describe("the pen goes from one style to another by the shortest sequence", () => {
  const red = styleOf({ fg: "red" });
  const redBold = styleOf({ fg: "red", bold: true });
  const redDim = styleOf({ fg: "red", dim: true });
  const all = styleOf({
    fg: "red",
    bg: "blue",
    bold: true,
    italic: true,
    underline: true,
    inverse: true,
  });
  test.each([
    ["plain to red", plainStyle, red, "\x1b[31m"],
    ["red to plain", red, plainStyle, "\x1b[m"],
    ["red to the same", red, red, ""],
    ["red to red bold", red, redBold, "\x1b[1m"],
    ["bold to dim", redBold, redDim, "\x1b[22;2m"],
    ["everything to bold", all, styleOf({ bold: true }), "\x1b[0;1m"],
    [
      "everything to all but inverse",
      all,
      styleOf({ fg: "red", bg: "blue", bold: true, italic: true, underline: true }),
      "\x1b[27m",
    ],
    [
      "to bright colours",
      plainStyle,
      styleOf({ fg: "brightRed", bg: "brightBlack" }),
      "\x1b[91;100m",
    ],
    [
      "to indexed and 24 bit colours",
      plainStyle,
      styleOf({ fg: 208, bg: "#0a0b0c" }),
      "\x1b[38;5;208;48;2;10;11;12m",
    ],
    ["to no background", styleOf({ fg: "red", bg: 17 }), red, "\x1b[49m"],
  ])("%s", (_name, from, to, sequence) => {
    expect(createSgrEncoder("true").transition(from, to)).toBe(sequence);
  });

  test("and by none where the depth shows no difference", () => {
    const none = createSgrEncoder("none");
    expect(none.transition(plainStyle, styleOf({ fg: "red", bg: "#010203", italic: true }))).toBe(
      "",
    );
    expect(none.transition(plainStyle, all)).toBe("\x1b[1;4;7m");
  });
});

test.each([
  ["#ff0000", "256", 196],
  ["#808080", "256", 244],
  ["#ff1010", "16", 9],
  ["#0000e0", "16", 4],
  [196, "16", 9],
  [208, "256", 208],
  ["cyan", "16", 6],
  ["#ff0000", "none", -1],
] as const)("the colour %s at depth %s is %i", (colour, depth, code) => {
  expect(colourAtDepth(colourCode(colour), depth)).toBe(code);
});

test("blanks look alike unless their background or a line differs", () => {
  const sgr = createSgrEncoder("16");
  expect(sgr.blankLook(styleOf({ fg: "red", bold: true }))).toBe(plainStyle);
  expect(sgr.blankLook(styleOf({ bg: "blue", fg: "red" }))).toBe(styleOf({ bg: "blue" }));
  expect(sgr.isPlainBlank(styleOf({ fg: "red" }))).toBe(true);
  expect(sgr.isPlainBlank(styleOf({ bg: "blue" }))).toBe(false);
  expect(sgr.isBackgroundBlank(styleOf({ bg: "blue" }))).toBe(true);
  expect(sgr.isBackgroundBlank(styleOf({ bg: "blue", inverse: true }))).toBe(false);
});

test("styles beyond the number that a cell can hold are plain, and counted", () => {
  for (let i = 0; i <= maxStyles; i++) styleOf({ fg: `#${i.toString(16).padStart(6, "0")}` });
  const { known, dropped } = styleCounts();
  expect(known).toBe(maxStyles);
  expect(dropped).toBeGreaterThan(0);
  expect(styleOf({ bg: "#fedcba" })).toBe(plainStyle);
});
