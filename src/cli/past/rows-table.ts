import { makeSafeText } from "../../protocol/safe-text.ts";
import { padText, textWidth } from "../../tui/term/width.ts";

/** One column of a plain table, and how a row fills it. */
export interface TextColumn<Row> {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Cells at most; the last column takes what is left. */
  readonly most?: number;
  cell(row: Row): string;
}

/**
 * Rows below their titles, each column as wide as its longest cell: no escape codes, nothing that moves text.
 * The last column is cut at `width`, and whole where that is null.
 */
export const rowsTable = <Row>(
  rows: readonly Row[],
  columns: readonly TextColumn<Row>[],
  width: number | null,
): string => {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map((column) => makeSafeText(column.cell(row)))),
  ];
  const widths = columns.map(({ most = 40 }, i) =>
    cells.reduce((widest, line) => Math.max(widest, Math.min(most, textWidth(line[i] ?? ""))), 0),
  );
  const last = columns.length - 1;
  const before = widths.slice(0, last).reduce((sum, one) => sum + one + 1, 0);
  const lines = cells.map((line) =>
    columns
      .map(({ align = "left" }, i) => {
        const text = line[i] ?? "";
        if (i < last || align === "right") return padText(text, widths[i] as number, align);
        return width === null ? text : padText(text, Math.max(0, width - before));
      })
      .join(" ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
};
