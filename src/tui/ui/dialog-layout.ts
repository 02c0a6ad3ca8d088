/** Rows of a dialog besides its content: frame, title and hint. */
const frameRows = 4;
/** Cells of a dialog's frame and padding, left and right together. */
export const frameColumns = 4;
const widest = 78;

/** Cells of a dialog, its frame included. */
export const dialogWidth = (columns: number): number => Math.min(widest, columns);

/** What fits into a dialog: lines, and cells of a line. */
export interface DialogSize {
  readonly rows: number;
  readonly width: number;
}

/** On a screen with room, some of what is below the dialog stays visible. */
export const dialogSize = (columns: number, rows: number): DialogSize => ({
  rows: Math.max(1, rows - frameRows - (rows > 16 ? 2 : 0)),
  width: Math.max(1, dialogWidth(columns) - frameColumns),
});
