import { type ScreenName } from "../data/screen-state.ts";
import { type Rect } from "./rect.ts";

/** The pieces of the screen from top to bottom; null where there is no room for one. */
export interface Layout {
  readonly header: Rect | null;
  readonly meters: Rect | null;
  /** The filter line, while there is a filter. */
  readonly filter: Rect | null;
  readonly table: Rect;
  readonly status: Rect | null;
  /** Key hints. */
  readonly footer: Rect | null;
}

/** Below these the table stands alone with one line below it. */
const smallColumns = 50;
const smallRows = 12;
const tallRows = 40;
const wideColumns = 120;

export const coreMeterWidth = 18;

export type FilterUse = "none" | "applied" | "typing";

/** How the screen is divided at a size. `cores`: processors of the one host in scope, 0 for several. */
export const layoutScreen = ({
  columns,
  rows,
  screen,
  filter,
  cores,
}: {
  columns: number;
  rows: number;
  screen: ScreenName;
  /** Whether a filter applies, or is being typed. */
  filter: FilterUse;
  cores: number;
}): Layout => {
  const rect = (row: number, height: number): Rect => ({ row, column: 0, width: columns, height });
  if (columns < smallColumns || rows < smallRows) {
    const last = rows > 2 ? rect(rows - 1, 1) : null;
    // Once typed, the filter gives the only line back to what must be said: hub lost, paused.
    const isTyping = filter === "typing";
    return {
      header: null,
      meters: null,
      filter: isTyping ? last : null,
      table: rect(0, rows - (last === null ? 0 : 1)),
      status: isTyping ? null : last,
      footer: null,
    };
  }
  const meters = metersHeight(columns, rows, screen, cores);
  let row = 0;
  const take = (height: number): Rect | null => {
    if (height === 0) return null;
    row += height;
    return rect(row - height, height);
  };
  const header = take(2);
  const metersRect = take(meters);
  const filterRect = take(filter === "none" ? 0 : 1);
  return {
    header,
    meters: metersRect,
    filter: filterRect,
    table: rect(row, rows - row - 2),
    status: rect(rows - 2, 1),
    footer: rect(rows - 1, 1),
  };
};

/** Rows of a table below its header: a page. */
export const tableRows = ({ table }: Layout): number => Math.max(0, table.height - 1);

const metersHeight = (columns: number, rows: number, screen: ScreenName, cores: number): number => {
  if (rows < 24) return 0;
  if (screen === "hosts" || rows < tallRows) return 1;
  if (columns < wideColumns || cores < 2) return 3;
  const across = Math.floor(columns / coreMeterWidth);
  return 3 + Math.min(4, Math.ceil(cores / across));
};
