import { PassThrough } from "node:stream";
import { render } from "ink";
import { type ReactNode } from "react";
import { CellGrid } from "../term/cell-grid.ts";
import { createInkSurface, paintInkFrame } from "../term/ink-surface.ts";

/** A rectangle that React draws: rendered by Ink into memory, kept as cells until it changes. */
export interface InkRegion {
  /** The cells of the node, as wide as the region and as high as the node is. */
  draw(node: ReactNode, columns: number, rows: number): CellGrid;
  close(): void;
}

/**
 * Ink's debug mode writes one whole frame a commit, in the same turn; that frame is what `draw` reads.
 * Nothing of Ink reaches the terminal, its input or the console. `onRender` is told of each commit.
 */
export const createInkRegion = (onRender?: () => void): InkRegion => {
  const surface = createInkSurface(80, 24);
  const ink = render(null, {
    stdout: surface as unknown as NodeJS.WriteStream,
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    stderr: new PassThrough(),
    debug: true,
    // Ink takes CI in the environment for a terminal that nobody looks at, and then never lays out anew.
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
    ...(onRender !== undefined && { onRender }),
  });
  return {
    draw: (node, columns, rows) => {
      if (surface.columns !== columns || surface.rows !== rows) surface.resize(columns, rows);
      ink.rerender(node);
      const height = Math.min(rows, surface.frame.split("\n").length);
      const grid = new CellGrid(columns, height);
      paintInkFrame(surface.frame, grid, 0, 0, { opaque: true });
      return grid;
    },
    close: () => {
      ink.unmount();
      surface.close();
    },
  };
};
