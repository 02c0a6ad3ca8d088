import { type Rect } from "../paint/rect.ts";
import { type Overlay } from "../term/compositor.ts";
import { createCachedRegion } from "./cached-region.ts";
import { dialogSize, dialogWidth } from "./dialog-layout.ts";
import { type DialogModel } from "./dialog-model.ts";
import { FilterBar, type FilterBarProps } from "./filter-bar.tsx";
import { Footer } from "./footer.tsx";
import { type FooterHint, footerHints } from "./footer-hints.ts";
import { MenuDialog } from "./menu-dialog.tsx";
import { TextDialog } from "./text-dialog.tsx";

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

/**
 * Regions are drawn anew only where a property of theirs is another: never for a cursor move, and for
 * a sample only where it changes what they say. `onRender` is told of each drawing.
 */
export const createChrome = ({ onRender }: { readonly onRender?: () => void } = {}): Chrome => {
  const footer = createCachedRegion(onRender);
  const filter = createCachedRegion(onRender);
  const dialog = createCachedRegion(onRender);

  const drawFooter = ({ rect, hints }: NonNullable<ChromeModel["footer"]>): Overlay => ({
    grid: footer.draw([rect.width, hints], rect.width, 1, () => (
      <Footer columns={rect.width} hints={hints} />
    )),
    row: rect.row,
    column: rect.column,
  });

  const drawFilter = ({ rect, ...props }: NonNullable<ChromeModel["filter"]>): Overlay => {
    const { text, cursor, count, error } = props;
    return {
      grid: filter.draw([rect.width, text, cursor, count, error], rect.width, 1, () => (
        <FilterBar {...props} columns={rect.width} />
      )),
      row: rect.row,
      column: rect.column,
    };
  };

  const drawDialog = (columns: number, rows: number, model: DialogModel): Overlay => {
    const width = dialogWidth(columns);
    const frame = {
      title: model.title,
      width,
      rows: dialogSize(columns, rows).rows,
      hint: footerHints(model.kind, "top")
        .map(({ key, label }) => `${key} ${label}`)
        .join("  "),
    };
    const grid = dialog.draw([columns, rows, model], width, rows, () =>
      model.kind === "menu" ? (
        <MenuDialog {...frame} items={model.items} cursor={model.cursor} />
      ) : (
        <TextDialog {...frame} lines={model.lines} scroll={model.scroll} />
      ),
    );
    return {
      grid,
      row: Math.max(0, Math.floor((rows - grid.rows) / 2)),
      column: Math.max(0, Math.floor((columns - width) / 2)),
    };
  };

  return {
    overlays: (model) => [
      ...(model.footer === null ? [] : [drawFooter(model.footer)]),
      ...(model.filter === null ? [] : [drawFilter(model.filter)]),
      ...(model.dialog === null ? [] : [drawDialog(model.columns, model.rows, model.dialog)]),
    ],
    close: () => {
      for (const region of [footer, filter, dialog]) region.close();
    },
  };
};
