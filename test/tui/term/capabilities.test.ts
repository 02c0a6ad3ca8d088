import { describe, expect, test } from "vitest";
import { asciiSubstitute } from "../../../src/tui/term/ascii-substitute.ts";
import { detectCapabilities } from "../../../src/tui/term/capabilities.ts";
import { brailleColumns, glyphSets } from "../../../src/tui/term/glyphs.ts";
import { textWidth } from "../../../src/tui/term/width.ts";

const xterm = { TERM: "xterm-256color", LANG: "en_US.UTF-8" };

describe("colours", () => {
  test.each([
    [{}, "256"],
    [{ COLORTERM: "truecolor" }, "true"],
    [{ COLORTERM: "24bit", NO_COLOR: "1" }, "none"],
    [{ NO_COLOR: "" }, "256"],
    [{ NO_COLOR: "1", FORCE_COLOR: "1" }, "16"],
    [{ FORCE_COLOR: "0" }, "none"],
    [{ FORCE_COLOR: "3" }, "true"],
    [{ FORCE_COLOR: "" }, "256"],
    [{ CLICOLOR: "0" }, "none"],
    [{ CLICOLOR: "0", CLICOLOR_FORCE: "1" }, "256"],
    [{ CLICOLOR_FORCE: "0" }, "256"],
    [{ TERM: "xterm" }, "16"],
    [{ TERM: "linux" }, "16"],
    [{ TERM: "xterm-kitty" }, "true"],
    [{ TERM: "xterm-direct" }, "true"],
    [{ TERM: "vt220" }, "none"],
    [{ TERM: "dumb" }, "none"],
    [{ TERM: "dumb", FORCE_COLOR: "true" }, "16"],
    [{ TERM: undefined }, "none"],
  ])("with %j are %s", (env, colours) => {
    expect(detectCapabilities({ ...xterm, ...env }, true, "linux").colours).toBe(colours);
  });

  test("are none in a pipe, unless forced", () => {
    expect(detectCapabilities(xterm, false, "linux")).toMatchObject({
      colours: "none",
      dumb: true,
    });
    expect(detectCapabilities({ ...xterm, CLICOLOR_FORCE: "1" }, false, "linux").colours).toBe(
      "256",
    );
  });
});

describe("characters", () => {
  test.each([
    [{}, true],
    [{ LANG: "C" }, false],
    [{ LANG: "C.utf8" }, true],
    [{ LC_ALL: "C" }, false],
    [{ LC_ALL: "POSIX", LC_CTYPE: "en_US.UTF-8" }, false],
    [{ LC_ALL: "", LC_CTYPE: "de_DE.UTF-8", LANG: "C" }, true],
    [{ LANG: "de_DE.ISO-8859-1" }, false],
    [{ LANG: undefined }, false],
  ])("with %j are Unicode: %s", (env, unicode) => {
    const found = detectCapabilities({ ...xterm, ...env }, true, "linux");
    expect(found.unicode).toBe(unicode);
    expect(found.glyphs).toBe(unicode ? "block" : "ascii");
  });

  test("of the Linux console are drawn without blocks it does not have", () => {
    expect(detectCapabilities({ ...xterm, TERM: "linux" }, true, "linux").glyphs).toBe("ascii");
  });
});

test.each([
  ["xterm-256color", true, true],
  ["tmux-256color", true, false],
  ["screen", true, false],
  ["linux", false, true],
  ["vt100", false, false],
  ["dumb", false, false],
])("%s: frames marked %s, erases with its background %s", (TERM, synchronized, backgroundErase) => {
  expect(detectCapabilities({ ...xterm, TERM }, true, "linux")).toMatchObject({
    synchronized,
    backgroundErase,
  });
});

const glyphsOf = (value: unknown): string[] =>
  typeof value === "string" ? [value] : Object.values(value as object).flatMap(glyphsOf);

describe("glyphs", () => {
  test.each(Object.values(glyphSets))("of the set $name are as wide as they are long", (set) => {
    for (const glyph of glyphsOf({ ...set, name: "" })) expect(textWidth(glyph)).toBe(glyph.length);
  });

  test("all have an ASCII character to stand for them", () => {
    const substitutes = glyphsOf({ ...glyphSets.block, name: "" })
      .join("")
      .split("")
      .map((glyph) => String.fromCharCode(asciiSubstitute(glyph.charCodeAt(0))));
    expect(substitutes).not.toContain("?");
    expect(substitutes.join("")).toMatch(/^[ -~]+$/);
  });

  test("of braille fill two columns from below", () => {
    expect([
      brailleColumns(0, 0),
      brailleColumns(1, 2),
      brailleColumns(4, 4),
      brailleColumns(9, -1),
    ]).toEqual(["⠀", "⣠", "⣿", "⡇"]);
  });
});
