import { type ColourDepth } from "./colour.ts";
import { type GlyphSetName } from "./glyphs.ts";

/** What the terminal can show, as far as its environment tells. Nothing is asked of it: answers come late or never. */
export interface Capabilities {
  readonly colours: ColourDepth;
  readonly unicode: boolean;
  readonly glyphs: GlyphSetName;
  /** Whether frames may be marked with mode 2026; terminals that do not know it pass over it. */
  readonly synchronized: boolean;
  /** Whether erasing fills with the current background (terminfo `bce`). */
  readonly backgroundErase: boolean;
  /** No screen at all: lines of text are all it can show. */
  readonly dumb: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const detectCapabilities = (
  env: Environment,
  isTTY: boolean,
  platform: NodeJS.Platform,
): Capabilities => {
  const term = valueOf(env, "TERM") ?? (platform === "win32" ? "windows" : "dumb");
  const dumb = !isTTY || term === "dumb";
  const unicode = isUnicode(env, platform);
  return {
    colours: colourDepth(env, isTTY, term),
    unicode,
    // The 512 glyphs of the Linux console have lines but neither eighth blocks nor braille.
    glyphs: unicode && term !== "linux" ? "block" : "ascii",
    synchronized: !dumb && term !== "linux" && !/^vt\d/.test(term),
    backgroundErase: erasesWithBackground.test(term),
    dumb,
  };
};

const valueOf = (env: Environment, name: string): string | undefined =>
  env[name] === "" ? undefined : env[name];

// From the terminfo entries of ncurses 6.5. screen and tmux say no; xterm stands for many, all of which do.
const erasesWithBackground =
  /^(xterm|rxvt|alacritty|kitty|foot|wezterm|ghostty|konsole|gnome|vte|linux|putty|contour|st)(-|$)/;

const isUnicode = (env: Environment, platform: NodeJS.Platform): boolean => {
  const locale = valueOf(env, "LC_ALL") ?? valueOf(env, "LC_CTYPE") ?? valueOf(env, "LANG");
  if (locale !== undefined) return /utf-?8/i.test(locale);
  return platform === "win32";
};

/**
 * Who is asked, in this order: FORCE_COLOR (the Node habit), NO_COLOR (no-color.org), CLICOLOR_FORCE
 * and CLICOLOR (bixense.com/clicolors), then the terminal itself.
 */
const colourDepth = (env: Environment, isTTY: boolean, term: string): ColourDepth => {
  const own = depthOfTerminal(env, term);
  const atLeast16 = own === "none" ? "16" : own;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forcedDepth(forced) ?? atLeast16;
  if (valueOf(env, "NO_COLOR") !== undefined) return "none";
  const clicolorForce = valueOf(env, "CLICOLOR_FORCE");
  if (clicolorForce !== undefined && clicolorForce !== "0") return atLeast16;
  if (env["CLICOLOR"] === "0" || !isTTY) return "none";
  return own;
};

const forcedDepth = (value: string): ColourDepth | undefined => {
  switch (value) {
    case "0":
    case "false":
      return "none";
    case "1":
      return "16";
    case "2":
      return "256";
    case "3":
      return "true";
    default:
      return undefined;
  }
};

const depthOfTerminal = (env: Environment, term: string): ColourDepth => {
  if (term === "dumb" || /^vt\d|-mono$|-m$/.test(term)) return "none";
  if (/^(truecolor|24bit)$/i.test(env["COLORTERM"] ?? "")) return "true";
  if (/-direct$|^(xterm-)?(kitty|ghostty)|^(alacritty|foot|wezterm|contour|windows)/.test(term)) {
    return "true";
  }
  if (valueOf(env, "WT_SESSION") !== undefined) return "true";
  return /256/.test(term) ? "256" : "16";
};
