import { clockText, formatCount } from "../data/format-cell.ts";
import { type Health } from "../data/health.ts";
import { type ScreenName } from "../data/screen-state.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { type GlyphSet } from "../term/glyphs.ts";
import { cutText, textWidth } from "../term/width.ts";
import { type ConnectionModel, connectionText } from "./connection-text.ts";
import { type Rect } from "./rect.ts";
import { type Theme } from "./theme.ts";

export interface HeaderModel extends ConnectionModel {
  readonly screen: ScreenName;
  /** The one host in scope, or null for all. */
  readonly scope: string | null;
  /** Hosts of the whole fleet by state. */
  readonly counts: Readonly<Record<Health, number>>;
  /** Processes in scope; 0 where they are not counted. */
  readonly processes: number;
  /** Wall clock, milliseconds since 1970. */
  readonly now: number;
}

/** Two rows: where one is and how the fleet does; the screens and how fresh the data is. */
export const paintHeader = (
  grid: CellGrid,
  rect: Rect,
  model: HeaderModel,
  theme: Theme,
  { ellipsis }: GlyphSet,
): void => {
  const { row, column, width } = rect;
  for (let line = 0; line < rect.height; line++)
    grid.fill(row + line, column, width, " ", theme.text);
  const clock = clockText(model.now);
  const end = column + width - clock.length;
  let at = grid.text(row, column, "procmon", theme.title, width);
  at = grid.text(row, at, " > ", theme.dim, end - at);
  at = grid.text(row, at, model.scope ?? "all hosts", theme.title, end - at - 1);
  at = paintCounts(grid, row, at, end, model, theme);
  if (model.processes > 0) {
    const text = `   ${formatCount(model.processes)} procs`;
    if (at + text.length < end) grid.text(row, at, text, theme.text);
  }
  grid.text(row, end, clock, theme.text, clock.length);
  if (rect.height > 1) paintTabs(grid, { ...rect, row: row + 1 }, model, theme, ellipsis);
};

/** `   5 hosts: 2 ok 1 warn 1 stale`; states without a host are left out, and ok where it does not fit. */
const paintCounts = (
  grid: CellGrid,
  row: number,
  from: number,
  end: number,
  { counts }: HeaderModel,
  theme: Theme,
): number => {
  const states = shownStates.filter((state) => counts[state] > 0);
  const total = shownStates.reduce((sum, state) => sum + counts[state], 0);
  let at = from;
  const put = (text: string, style: number): void => {
    if (at + text.length < end) at = grid.text(row, at, text, style);
  };
  put(
    `   ${formatCount(total)} ${total === 1 ? "host" : "hosts"}${total === 0 ? "" : ":"}`,
    theme.text,
  );
  for (const state of states) put(` ${formatCount(counts[state])} ${state}`, theme[state]);
  return at;
};

const shownStates = ["ok", "warn", "crit", "stale", "down"] as const;

const tabs: readonly {
  readonly screen: ScreenName;
  readonly short: string;
  readonly long: string;
}[] = [
  { screen: "hosts", short: "1 Hosts", long: "1 Hosts" },
  { screen: "processes", short: "2 Procs", long: "2 Processes" },
];

const paintTabs = (
  grid: CellGrid,
  { row, column, width }: Rect,
  model: HeaderModel,
  theme: Theme,
  ellipsis: string,
): void => {
  const isWide = width >= 120;
  let at = column;
  for (const { screen, short, long } of tabs) {
    const title = isWide ? long : short;
    const active = screen === model.screen;
    const style = active ? theme.tabActive : theme.tab;
    at = grid.text(row, at, active ? `[${title}]` : title, style) + (isWide ? 2 : 1);
  }
  const { text, tone } = connectionText(model);
  const shown = cutText(text, column + width - at, ellipsis);
  grid.text(row, column + width - textWidth(shown), shown, theme[tone]);
};
