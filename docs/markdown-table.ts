/** A table of Markdown, its columns in line as the formatter puts them. A bar in a cell is escaped. */
export const markdownTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string => {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, i) => Math.max(3, ...cells.map((row) => (row[i] ?? "").length)));
  const rule = widths.map((width) => "-".repeat(width));
  return [cells[0] as string[], rule, ...cells.slice(1)]
    .map((row) => `| ${widths.map((width, i) => (row[i] ?? "").padEnd(width)).join(" | ")} |`)
    .join("\n");
};

export const code = (text: string): string => `\`${text}\``;
export const codes = (texts: readonly string[]): string => texts.map(code).join(" ");
