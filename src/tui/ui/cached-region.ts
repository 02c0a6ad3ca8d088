import { type ReactNode } from "react";
import { type CellGrid } from "../term/cell-grid.ts";
import { createInkRegion } from "./ink-region.ts";

/** A region that is drawn anew only when what it is drawn from is not the same, piece by piece. */
export interface CachedRegion {
  draw(from: readonly unknown[], columns: number, rows: number, node: () => ReactNode): CellGrid;
  close(): void;
}

export const createCachedRegion = (onRender?: () => void): CachedRegion => {
  const region = createInkRegion(onRender);
  let drawnFrom: readonly unknown[] = [];
  let cells: CellGrid | undefined;
  return {
    draw: (from, columns, rows, node) => {
      const same =
        from.length === drawnFrom.length && from.every((part, i) => Object.is(part, drawnFrom[i]));
      if (cells !== undefined && same) return cells;
      cells = region.draw(node(), columns, rows);
      drawnFrom = from;
      return cells;
    },
    close: () => region.close(),
  };
};
