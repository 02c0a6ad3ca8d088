import { CellGrid } from "./cell-grid.ts";
import { type ColourDepth } from "./colour.ts";
import { cursorMove } from "./cursor-move.ts";
import { FrameEncoder } from "./frame-encoder.ts";
import { createSgrEncoder } from "./sgr.ts";
import { type FrameWriter } from "./writer.ts";

/** An opaque rectangle above the screen: a dialog, a menu, a line of input. */
export interface Overlay {
  readonly grid: CellGrid;
  readonly row: number;
  readonly column: number;
}

interface CursorPlace {
  readonly row: number;
  readonly column: number;
}

export interface CompositorOptions {
  readonly columns: number;
  readonly rows: number;
  readonly writer: FrameWriter;
  readonly colours: ColourDepth;
  /** Whether frames are wrapped in DEC private mode 2026, so that the terminal shows them whole. */
  readonly synchronized: boolean;
  /** False: only ASCII is written. Default true. */
  readonly unicode?: boolean;
  /** Whether the terminal erases with the current background (terminfo `bce`). Default false. */
  readonly backgroundErase?: boolean;
}

/** Keeps what the terminal shows, and writes what differs from what it shall show. */
export interface Compositor {
  readonly columns: number;
  readonly rows: number;
  /** What painters draw into. It keeps its content between frames, and is new and empty after `resize`. */
  readonly grid: CellGrid;
  /** Shown above the grid, the last on top. They need no repainting of what is below when they go. */
  setOverlays(overlays: readonly Overlay[]): void;
  /** Where the terminal's own cursor shows; null hides it. */
  setCursor(place: CursorPlace | null): void;
  resize(columns: number, rows: number): void;
  /** What the terminal shows is not known any more: the next frame writes every cell. */
  invalidate(): void;
  /**
   * Writes one frame of what changed, in one write; nothing when nothing did. While the writer is
   * busy the frame is left out, and made by itself from the then current state when it drains.
   */
  flush(): void;
  /** No frame follows. */
  close(): void;
}

const hideCursor = "\x1b[?25l";
const showCursor = "\x1b[?25h";
/** ASCII in G0 and selected, plain pen, no scroll region, no wrapping: whatever another program left behind. */
const knownState = "\x1b(B\x0f\x1b[m\x1b[r\x1b[?7l";
const beginFrame = "\x1b[?2026h";
const endFrame = "\x1b[?2026l";

export const createCompositor = (options: CompositorOptions): Compositor => {
  const { writer, synchronized, unicode = true, backgroundErase = false } = options;
  const sgr = createSgrEncoder(options.colours);
  const encoder = new FrameEncoder({ sgr, unicode, backgroundErase }, new CellGrid(0, 0));
  let base = gridOf(options.columns, options.rows);
  let front = gridOf(options.columns, options.rows);
  let merged: CellGrid | undefined;
  let overlays: readonly Overlay[] = [];
  let full = true;
  let cursor: CursorPlace | null = null;
  let shownCursor: CursorPlace | null = null;
  let closed = false;

  const merge = (): CellGrid => {
    if (overlays.length === 0) return base;
    merged ??= gridOf(base.columns, base.rows);
    merged.draw(base, 0, 0);
    for (const { grid, row, column } of overlays) merged.draw(grid, row, column);
    return merged;
  };

  const visibleCursor = (): CursorPlace | null =>
    cursor !== null && cursor.row < base.rows && cursor.column < base.columns ? cursor : null;

  const flush = (): void => {
    if (closed) return;
    if (writer.busy) {
      writer.drop();
      return;
    }
    const place = visibleCursor();
    const wasFull = full;
    const cells = encoder.encode(front, merge(), full);
    full = false;
    const moved = !isSamePlace(place, shownCursor);
    if (cells.text === "" && !moved && !wasFull) return;
    const hide = wasFull || (shownCursor !== null && (cells.text !== "" || place === null));
    const show =
      place === null
        ? ""
        : cursorMove(cells.row, cells.column, place.row, place.column) +
          (hide || shownCursor === null ? showCursor : "");
    shownCursor = place;
    const body = (wasFull ? knownState : "") + (hide ? hideCursor : "") + cells.text + show;
    const taken = writer.write(synchronized ? beginFrame + body + endFrame : body);
    if (!taken) full = true;
  };

  writer.onDrain(flush);

  return {
    get columns() {
      return base.columns;
    },
    get rows() {
      return base.rows;
    },
    get grid() {
      return base;
    },
    setOverlays: (next) => {
      overlays = next;
    },
    setCursor: (place) => {
      cursor = place;
    },
    resize: (columns, rows) => {
      base = gridOf(columns, rows);
      front = gridOf(columns, rows);
      merged = undefined;
      full = true;
    },
    invalidate: () => {
      full = true;
    },
    flush,
    close: () => {
      closed = true;
    },
  };
};

const gridOf = (columns: number, rows: number): CellGrid =>
  new CellGrid(Math.max(1, Math.floor(columns)), Math.max(1, Math.floor(rows)));

const isSamePlace = (a: CursorPlace | null, b: CursorPlace | null): boolean =>
  a === b || (a !== null && b !== null && a.row === b.row && a.column === b.column);
