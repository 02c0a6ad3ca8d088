import { padText, textWidth } from "../term/width.ts";
import { wrapText } from "../term/wrap-text.ts";
import { baseGlyphs } from "./base-glyphs.ts";

export interface TextLine {
  /** Bold, in a column of its own; empty for none. */
  readonly label: string;
  readonly text: string;
  /** A line that heads a group. */
  readonly heading?: boolean;
  /** A line of a drawing: its text stands as it is, across the whole width. */
  readonly drawing?: boolean;
}

/** Cells between a label and its text. */
const gap = 2;
const leastLabel = 8;

/** Lines to read, wrapped to `width` cells; their labels are as wide as the widest, up to half of it. */
export const layOutText = (lines: readonly TextLine[], width: number): TextLine[] => {
  const most = Math.max(leastLabel, Math.floor(width / 2) - gap);
  const widest = Math.max(
    ...lines.map(({ label, heading }) => (heading === true ? 0 : textWidth(label))),
    0,
  );
  const labelWidth = Math.min(most, widest);
  const textCells = Math.max(1, width - labelWidth - gap);
  return lines.flatMap((line): TextLine[] => {
    if (line.heading === true) return [line];
    if (line.drawing === true) return [{ ...line, text: baseGlyphs(line.text) }];
    const labels = wrapText(baseGlyphs(line.label), labelWidth);
    const texts = wrapText(baseGlyphs(line.text), textCells);
    return Array.from({ length: Math.max(labels.length, texts.length) }, (_, i) => ({
      label: padText(labels[i] ?? "", labelWidth + gap),
      text: texts[i] ?? "",
    }));
  });
};
