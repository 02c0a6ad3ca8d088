import { type ColourDepth, colourAtDepth, colourParameters, defaultColour } from "./colour.ts";
import { attribute, internStyle, type Style, type StyleParts, styleParts } from "./style.ts";

/** Writes style changes for one colour depth. */
export interface SgrEncoder {
  /** The shortest SGR sequence that takes the pen from one style to another; empty when both look the same. */
  transition(from: Style, to: Style): string;
  /** The style that stands for all whose blanks look like those of this one. */
  blankLook(style: Style): Style;
  /** Whether a blank of this style shows the terminal's default background and nothing else. */
  isPlainBlank(style: Style): boolean;
  /** Whether a blank of this style is nothing but its background colour, so that erasing can draw it. */
  isBackgroundBlank(style: Style): boolean;
}

/** A screen uses some 20 styles, hence some 400 pairs. Beyond the bound the memory starts over. */
const maxTransitions = 8192;

export const createSgrEncoder = (depth: ColourDepth): SgrEncoder => {
  const transitions = new Map<number, string>();
  // One entry per style, so `maxStyles` bounds it.
  const blankLooks: Style[] = [];
  const computeBlankLook = (style: Style): Style => {
    const { bg, attributes } = styleParts(style);
    if ((attributes & drawnOnBlanks) !== 0) return style;
    return internStyle(defaultColour, depth === "none" ? defaultColour : bg, 0);
  };
  return {
    transition: (from, to) => {
      if (from === to) return "";
      const key = from * 65_536 + to;
      let sequence = transitions.get(key);
      if (sequence === undefined) {
        sequence = encode(atDepth(styleParts(from), depth), atDepth(styleParts(to), depth));
        if (transitions.size >= maxTransitions) transitions.clear();
        transitions.set(key, sequence);
      }
      return sequence;
    },
    blankLook: (style) => (blankLooks[style] ??= computeBlankLook(style)),
    isPlainBlank: (style) => {
      const { bg, attributes } = atDepth(styleParts(style), depth);
      return bg === defaultColour && (attributes & drawnOnBlanks) === 0;
    },
    isBackgroundBlank: (style) => (styleParts(style).attributes & drawnOnBlanks) === 0,
  };
};

const drawnOnBlanks = attribute.underline | attribute.inverse;

const atDepth = ({ fg, bg, attributes }: StyleParts, depth: ColourDepth): StyleParts => ({
  fg: colourAtDepth(fg, depth),
  bg: colourAtDepth(bg, depth),
  attributes: depth === "none" ? attributes & ~attribute.italic : attributes,
});

const encode = (from: StyleParts, to: StyleParts): string => {
  const changes = changedParameters(from, to);
  if (changes === "") return "";
  const whole = changedParameters({ fg: defaultColour, bg: defaultColour, attributes: 0 }, to);
  const reset = whole === "" ? "" : `0;${whole}`;
  return `\x1b[${reset.length < changes.length ? reset : changes}m`;
};

const changedParameters = (from: StyleParts, to: StyleParts): string => {
  const parameters: (number | string)[] = [];
  let before = from.attributes;
  const gone = before & ~to.attributes;
  // ECMA-48 8.3.117: 22 ends bold and faint together.
  if ((gone & (attribute.bold | attribute.dim)) !== 0) {
    parameters.push(22);
    before &= ~(attribute.bold | attribute.dim);
  }
  if ((gone & attribute.italic) !== 0) parameters.push(23);
  if ((gone & attribute.underline) !== 0) parameters.push(24);
  if ((gone & attribute.inverse) !== 0) parameters.push(27);
  const come = to.attributes & ~before;
  if ((come & attribute.bold) !== 0) parameters.push(1);
  if ((come & attribute.dim) !== 0) parameters.push(2);
  if ((come & attribute.italic) !== 0) parameters.push(3);
  if ((come & attribute.underline) !== 0) parameters.push(4);
  if ((come & attribute.inverse) !== 0) parameters.push(7);
  if (from.fg !== to.fg) parameters.push(colourParameters(to.fg, 30));
  if (from.bg !== to.bg) parameters.push(colourParameters(to.bg, 40));
  return parameters.join(";");
};
