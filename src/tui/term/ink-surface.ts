import { EventEmitter } from "node:events";
import { CellGrid } from "./cell-grid.ts";
import { paintSgrText } from "./sgr-text.ts";
import { plainStyle } from "./style.ts";

/**
 * A stdout for Ink's debug mode, in which every commit writes one whole frame: it keeps the last one.
 * Ink sees a terminal of this size and never writes to the real one.
 */
export interface InkSurface {
  readonly isTTY: true;
  readonly writable: true;
  readonly columns: number;
  readonly rows: number;
  /** The last frame that Ink wrote. */
  readonly frame: string;
  write(text: string, callback?: (error?: Error | null) => void): boolean;
  on(event: string, listener: (...values: never[]) => void): InkSurface;
  off(event: string, listener: (...values: never[]) => void): InkSurface;
  /** Called after each frame that differs from the one before. */
  onFrame(listener: (frame: string) => void): void;
  resize(columns: number, rows: number): void;
  close(): void;
}

export const createInkSurface = (columns: number, rows: number): InkSurface => {
  const events = new EventEmitter();
  let size = { columns, rows };
  let frame = "";
  let closed = false;
  let onFrame = (_frame: string): void => {};
  const surface: InkSurface = {
    isTTY: true,
    writable: true,
    get columns() {
      return size.columns;
    },
    get rows() {
      return size.rows;
    },
    get frame() {
      return frame;
    },
    write: (text, callback) => {
      // A write with a callback is Ink asking whether all is written, not a frame.
      if (!closed && callback === undefined && text !== frame) {
        frame = text;
        onFrame(frame);
      }
      callback?.();
      return true;
    },
    on: (event, listener) => {
      events.on(event, listener as () => void);
      return surface;
    },
    off: (event, listener) => {
      events.off(event, listener as () => void);
      return surface;
    },
    onFrame: (listener) => {
      onFrame = listener;
    },
    resize: (nextColumns, nextRows) => {
      size = { columns: nextColumns, rows: nextRows };
      events.emit("resize");
    },
    close: () => {
      closed = true;
      events.removeAllListeners();
    },
  };
  return surface;
};

/**
 * Draws a frame of Ink at a place in a grid. `opaque`: the rectangle around it hides what is below;
 * otherwise blanks at the start and end of a line leave it visible. Returns the size of the frame.
 */
export const paintInkFrame = (
  frame: string,
  grid: CellGrid,
  row: number,
  column: number,
  { opaque }: { readonly opaque: boolean },
): { columns: number; rows: number } => {
  const lines = frame.split("\n");
  const painted = new CellGrid(grid.columns - Math.min(0, column), lines.length);
  let style = plainStyle;
  let width = 0;
  for (const [i, line] of lines.entries()) {
    const end = paintSgrText(line, painted, i, 0, style);
    style = end.style;
    width = Math.max(width, end.column);
  }
  for (let i = 0; i < lines.length; i++) {
    const [from, to] = opaque ? [0, width] : inkedSpan(painted, i, width);
    const left = Math.max(from, -column);
    const right = Math.min(to, grid.columns - column);
    if (row + i < 0 || row + i >= grid.rows) continue;
    grid.copyCells(painted, i, left, right, row + i, column + left);
  }
  return { columns: width, rows: lines.length };
};

/** The columns of a row from its first to after its last cell that is not a plain blank. */
const inkedSpan = (grid: CellGrid, row: number, width: number): [from: number, to: number] => {
  const isBlank = (column: number): boolean => {
    const { text, style } = grid.cell(row, column);
    return text === " " && style === plainStyle;
  };
  let from = 0;
  let to = width;
  while (from < to && isBlank(from)) from++;
  while (to > from && isBlank(to - 1)) to--;
  return [from, to];
};
