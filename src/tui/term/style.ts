import { type Colour, type ColourCode, colourCode, defaultColour } from "./colour.ts";

/** How a cell looks, as a small number: equal looks have equal numbers. 0 is plain. */
export type Style = number;

export interface StyleSpec {
  readonly fg?: Colour | undefined;
  readonly bg?: Colour | undefined;
  readonly bold?: boolean | undefined;
  readonly dim?: boolean | undefined;
  readonly italic?: boolean | undefined;
  readonly underline?: boolean | undefined;
  readonly inverse?: boolean | undefined;
}

/** The parts of a style. `attributes` is a set of the bits in `attribute`. */
export interface StyleParts {
  readonly fg: ColourCode;
  readonly bg: ColourCode;
  readonly attributes: number;
}

export const attribute = { bold: 1, dim: 2, italic: 4, underline: 8, inverse: 16 } as const;

export const plainStyle: Style = 0;

/** Cells keep a style in 16 bits. A theme has tens of styles; a gradient has a few hundred. */
export const maxStyles = 65_536;

/**
 * The style with these properties. Meant for themes, once: painters keep the number.
 * When 65,536 styles exist, a new one is plain, and counted.
 */
export const styleOf = (spec: StyleSpec): Style =>
  internStyle(colourCode(spec.fg), colourCode(spec.bg), attributesOf(spec));

/** As `styleOf`, from colour numbers and attribute bits. */
export const internStyle = (fg: ColourCode, bg: ColourCode, attributes: number): Style => {
  const key = `${fg},${bg},${attributes}`;
  const known = styleByKey.get(key);
  if (known !== undefined) return known;
  if (styles.length >= maxStyles) {
    dropped++;
    return plainStyle;
  }
  styles.push({ fg, bg, attributes });
  styleByKey.set(key, styles.length - 1);
  return styles.length - 1;
};

export const styleParts = (style: Style): StyleParts => styles[style] ?? plainParts;

/** How many styles exist, and how many could not be given a number. */
export const styleCounts = (): { known: number; dropped: number } => ({
  known: styles.length,
  dropped,
});

const plainParts: StyleParts = { fg: defaultColour, bg: defaultColour, attributes: 0 };
const styles: StyleParts[] = [plainParts];
const styleByKey = new Map<string, Style>([[`${defaultColour},${defaultColour},0`, plainStyle]]);
let dropped = 0;

const attributesOf = (spec: StyleSpec): number =>
  (spec.bold === true ? attribute.bold : 0) |
  (spec.dim === true ? attribute.dim : 0) |
  (spec.italic === true ? attribute.italic : 0) |
  (spec.underline === true ? attribute.underline : 0) |
  (spec.inverse === true ? attribute.inverse : 0);
