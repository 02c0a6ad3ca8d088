import { type ReactNode } from "react";
import { type Rect } from "../paint/rect.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { type Overlay } from "../term/compositor.ts";
import { dialogRows, dialogWidth } from "./dialog-layout.ts";
import { FilterBar, type FilterBarProps } from "./filter-bar.tsx";
import { Footer, type FooterHint } from "./footer.tsx";
import { createInkRegion } from "./ink-region.ts";
import { MenuDialog, type MenuItem } from "./menu-dialog.tsx";
import { TextDialog, type TextLine } from "./text-dialog.tsx";

/** What the open dialog shows. */
export type DialogModel =
  | {
      readonly kind: "menu";
      readonly title: string;
      readonly items: readonly MenuItem[];
      readonly cursor: number;
    }
  | {
      readonly kind: "text";
      readonly title: string;
      readonly lines: readonly TextLine[];
      readonly scroll: number;
    };

export interface ChromeModel {
  readonly columns: number;
  readonly rows: number;
  /** null where there is no room. */
  readonly footer: { readonly rect: Rect; readonly hints: readonly FooterHint[] } | null;
  readonly filter: (Omit<FilterBarProps, "columns"> & { readonly rect: Rect }) | null;
  readonly dialog: DialogModel | null;
}

/** Everything that React draws, as rectangles above the painted screen. */
export interface Chrome {
  overlays(model: ChromeModel): Overlay[];
  close(): void;
}

/** Regions are drawn anew only where their properties changed: never for a sample or a cursor move. */
export const createChrome = ({ unicode }: { readonly unicode: boolean }): Chrome => {
  const footer = createCachedRegion();
  const filter = createCachedRegion();
  const dialog = createCachedRegion();

  const drawDialog = ({ columns, rows, dialog: model }: ChromeModel): Overlay | undefined => {
    if (model === null) return undefined;
    const width = dialogWidth(columns);
    const frame = { title: model.title, width, rows: dialogRows(rows), unicode };
    const grid = dialog.draw([columns, rows, unicode, model], width, rows, () =>
      model.kind === "menu" ? (
        <MenuDialog
          {...frame}
          items={model.items}
          cursor={model.cursor}
          hint="Enter choose  Esc close"
        />
      ) : (
        <TextDialog
          {...frame}
          lines={model.lines}
          scroll={model.scroll}
          hint="Up/Down scroll  Esc close"
        />
      ),
    );
    return {
      grid,
      row: Math.max(0, Math.floor((rows - grid.rows) / 2)),
      column: Math.max(0, Math.floor((columns - width) / 2)),
    };
  };

  return {
    overlays: (model) => {
      const overlays: Overlay[] = [];
      if (model.footer !== null) {
        const { rect, hints } = model.footer;
        const grid = footer.draw([rect.width, hints], rect.width, 1, () => (
          <Footer columns={rect.width} hints={hints} />
        ));
        overlays.push({ grid, row: rect.row, column: rect.column });
      }
      if (model.filter !== null) {
        const { rect, text, cursor, count, error } = model.filter;
        const grid = filter.draw([rect.width, text, cursor, count, error], rect.width, 1, () => (
          <FilterBar columns={rect.width} text={text} cursor={cursor} count={count} error={error} />
        ));
        overlays.push({ grid, row: rect.row, column: rect.column });
      }
      const open = drawDialog(model);
      if (open !== undefined) overlays.push(open);
      return overlays;
    },
    close: () => {
      for (const region of [footer, filter, dialog]) region.close();
    },
  };
};

/** A region and what it was last drawn from. */
const createCachedRegion = () => {
  const region = createInkRegion();
  let drawnFrom: readonly unknown[] = [];
  let cells: CellGrid | undefined;
  return {
    draw: (
      from: readonly unknown[],
      columns: number,
      rows: number,
      node: () => ReactNode,
    ): CellGrid => {
      const same =
        from.length === drawnFrom.length && from.every((part, i) => Object.is(part, drawnFrom[i]));
      if (cells !== undefined && same) return cells;
      cells = region.draw(node(), columns, rows);
      drawnFrom = from;
      return cells;
    },
    close: region.close,
  };
};
