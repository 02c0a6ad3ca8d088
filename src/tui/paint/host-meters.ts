import { formatBytes } from "../../protocol/units.ts";
import { formatCount } from "../data/format-cell.ts";
import { type Meters } from "../data/meters.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { type GlyphSet } from "../term/glyphs.ts";
import { coreMeterWidth } from "./layout.ts";
import { paintBar, paintMeter, wholePercent } from "./meter.ts";
import { type Rect } from "./rect.ts";
import { type Theme } from "./theme.ts";

/** The meters above a table: one row, or three and the cores, as high as the rectangle is. */
export const paintHostMeters = (
  grid: CellGrid,
  rect: Rect,
  meters: Meters,
  theme: Theme,
  glyphs: GlyphSet,
): void => {
  for (let line = 0; line < rect.height; line++)
    grid.fill(rect.row + line, rect.column, rect.width, " ", theme.text);
  if (rect.height >= 3) paintTall(grid, rect, meters, theme, glyphs);
  else if (rect.height > 0) paintLine(grid, rect, meters, theme, glyphs);
};

const paintLine = (
  grid: CellGrid,
  { row, column, width }: Rect,
  meters: Meters,
  theme: Theme,
  glyphs: GlyphSet,
): void => {
  const bar = Math.max(4, Math.min(24, Math.floor(width / 6)));
  const end = column + width;
  const label = meters.hosts > 1 ? "Fleet CPU" : "CPU";
  let at = paintMeter(grid, row, column, { label, bar, percent: meters.cpu }, theme, glyphs) + 2;
  if (at + bar + 9 > end) return;
  at = paintMeter(
    grid,
    row,
    at,
    { label: "MEM", bar, percent: memoryPercent(meters) },
    theme,
    glyphs,
  );
  const swap = swapPercent(meters);
  const rest = [
    `${formatCount(meters.processes || 0)} tasks`,
    ...(Number.isNaN(meters.load1)
      ? []
      : [`load ${width < 120 ? meters.load1.toFixed(2) : loads(meters)}`]),
    ...(Number.isNaN(swap) ? [] : [`swap ${wholePercent(swap)}`]),
  ];
  for (const text of rest) {
    if (at + 2 + text.length > end) return;
    at = grid.text(row, at + 2, text, theme.text);
  }
};

const paintTall = (
  grid: CellGrid,
  { row, column, width, height }: Rect,
  meters: Meters,
  theme: Theme,
  glyphs: GlyphSet,
): void => {
  const bar = Math.max(10, Math.min(40, Math.floor(width / 3)));
  const end = column + width;
  const several = meters.hosts > 1 ? `   ${meters.hosts} hosts` : "";
  const lines = [
    {
      label: "CPU ",
      percent: meters.cpu,
      note: `us ${wholePercent(meters.cpuUser)}  sy ${wholePercent(meters.cpuSystem)}  wa ${wholePercent(meters.cpuIowait)}  st ${wholePercent(meters.cpuSteal)}${several}`,
    },
    {
      label: "MEM ",
      percent: memoryPercent(meters),
      note: `${bytesOf(meters.memoryUsed, meters.memoryTotal)}   tasks ${formatCount(meters.processes || 0)}, ${formatCount(meters.running || 0)} running`,
    },
    {
      label: "SWAP",
      percent: swapPercent(meters),
      note: `${bytesOf(meters.swapUsed, meters.swapTotal)}${Number.isNaN(meters.load1) ? "" : `   load ${loads(meters)}`}`,
    },
  ];
  lines.forEach(({ label, percent, note }, line) => {
    const at = paintMeter(grid, row + line, column, { label, bar, percent }, theme, glyphs) + 2;
    grid.text(row + line, at, note, theme.text, end - at);
  });
  const across = Math.max(1, Math.floor(width / coreMeterWidth));
  const shown = Math.min(meters.cores.length, across * (height - lines.length));
  for (let core = 0; core < shown; core++) {
    const at = column + (core % across) * coreMeterWidth;
    const line = row + lines.length + Math.floor(core / across);
    const percent = meters.cores[core] ?? Number.NaN;
    grid.text(line, at, String(core).padStart(3), theme.dim);
    paintBar(grid, line, at + 4, coreMeterWidth - 10, percent, theme, glyphs);
    grid.text(line, at + coreMeterWidth - 6, wholePercent(percent).padStart(5), theme.text);
  }
};

const memoryPercent = ({ memoryUsed, memoryTotal }: Meters): number =>
  (memoryUsed / (memoryTotal || Number.NaN)) * 100;

const swapPercent = ({ swapUsed, swapTotal }: Meters): number =>
  (swapUsed / (swapTotal || Number.NaN)) * 100;

const bytesOf = (used: number, total: number): string =>
  `${Number.isNaN(used) ? "-" : formatBytes(used)} of ${Number.isNaN(total) ? "-" : formatBytes(total)}`;

const loads = ({ load1, load5, load15 }: Meters): string =>
  [load1, load5, load15].map((load) => (Number.isNaN(load) ? "-" : load.toFixed(2))).join(" ");
