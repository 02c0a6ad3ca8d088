/** Rows of a dialog besides its content: frame, title and hint. */
const frameRows = 4;
/** Cells of a dialog's frame and padding, left and right together. */
const frameColumns = 4;
const widest = 78;

/** Cells of a dialog, its frame included. */
export const dialogWidth = (columns: number): number => Math.min(widest, columns);

/** Cells of a line in a dialog. */
export const dialogTextWidth = (columns: number): number => dialogWidth(columns) - frameColumns;

/** Lines that fit into a dialog; on a screen with room, some of what is below stays visible. */
export const dialogRows = (rows: number): number =>
  Math.max(1, rows - frameRows - (rows > 16 ? 2 : 0));
