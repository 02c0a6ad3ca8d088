import { type HostNumberFieldId } from "../../protocol/host-fields.ts";
import { hostFieldNumber } from "../../protocol/host-state.ts";
import { formatBytes, formatPercent } from "../../protocol/units.ts";
import { type FleetHost } from "../data/fleet-host.ts";
import { clockText, formatAge } from "../data/format-cell.ts";
import { type Health } from "../data/health.ts";
import { missedSamples, upToNow } from "../data/history-now.ts";
import { type HostColumn, type HostColumnId } from "../data/host-columns.ts";
import { type HostSummary } from "../data/host-summary.ts";
import { type HostSort, type HostSortField, type HostsView } from "../data/hosts-view.ts";
import { type ListState } from "../data/list-state.ts";
import { shownHostColumns } from "../data/shown-columns.ts";
import { uptimeText } from "../data/uptime-text.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { type GlyphSet } from "../term/glyphs.ts";
import { type Style } from "../term/style.ts";
import { cutText } from "../term/width.ts";
import { paintColumnHeader } from "./column-header.ts";
import { drawCell } from "./draw-cell.ts";
import { wholePercent } from "./meter.ts";
import { type Rect } from "./rect.ts";
import { paintSparkline } from "./sparkline.ts";
import { type Theme } from "./theme.ts";

export interface HostsTableModel {
  readonly view: HostsView;
  readonly list: ListState;
  readonly sort: HostSort;
  readonly monotonic: number;
  readonly emptyText: string;
}

/** The hosts overview: titles, then a row a host from the list's offset on. */
export const paintHostsTable = (
  grid: CellGrid,
  rect: Rect,
  model: HostsTableModel,
  theme: Theme,
  glyphs: GlyphSet,
): void => {
  const { view, list, sort } = model;
  const columns = shownHostColumns(view, rect.width);
  const sorted = { id: columnOfSort[sort.field], descending: sort.descending };
  paintColumnHeader(grid, rect, columns, sorted, theme);
  for (let line = 1; line < rect.height; line++) {
    const row = rect.row + line;
    const index = list.offset + line - 1;
    const host = view.rows[index];
    grid.fill(row, rect.column, rect.width, " ", theme.text);
    if (host === undefined) continue;
    paintHost(grid, row, rect.column, columns, host, index, model, theme, glyphs);
    if (index !== list.row) continue;
    grid.text(row, rect.column + 1, ">", theme.cursor);
    grid.restyle(row, rect.column, rect.width, theme.cursor);
  }
  if (view.rows.length === 0)
    grid.text(rect.row + 1, rect.column + 2, model.emptyText, theme.dim, rect.width - 2);
};

const columnOfSort: Readonly<Record<HostSortField, HostColumnId | "">> = {
  state: "",
  host: "host",
  cpu: "cpu",
  memory: "memory",
  load: "load",
  processes: "processes",
  age: "age",
  swap: "swap",
  cpus: "cpus",
  uptime: "uptime",
};

const healthMarks: Readonly<Record<Health, string>> = {
  ok: " ",
  warn: "^",
  crit: "!",
  stale: "?",
  down: "x",
};

const healthStyle = (health: Health, theme: Theme): Style =>
  health === "ok" ? theme.text : theme[health];

const paintHost = (
  grid: CellGrid,
  row: number,
  left: number,
  columns: readonly HostColumn[],
  host: FleetHost,
  index: number,
  { view, monotonic }: HostsTableModel,
  theme: Theme,
  glyphs: GlyphSet,
): void => {
  const health = view.healthAt(index);
  const summary = view.summaryAt(index);
  const style = healthStyle(health, theme);
  const base = health === "down" || health === "stale" ? theme.dim : theme.text;
  grid.text(row, left, healthMarks[health], style);
  for (const column of columns) {
    const at = left + column.at;
    if (column.id === "history") {
      if (health === "down") grid.fill(row, at, column.width, glyphs.gap, theme.dim);
      else {
        const source = upToNow(host.history.cpu, missedSamples(host, monotonic));
        paintSparkline(grid, row, at, column.width, source, 10_000, theme, glyphs);
      }
      continue;
    }
    const text = hostCell(column, host, summary, health, monotonic);
    const cellStyle = column.id === "host" || column.id === "cpu" ? style : base;
    drawCell(grid, row, at, column, text, cellStyle, glyphs.ellipsis);
  }
};

const hostCell = (
  { id, width }: HostColumn,
  host: FleetHost,
  summary: HostSummary,
  health: Health,
  monotonic: number,
): string => {
  const { state, facts, entry } = host;
  // What a host said before it went down is no answer to how it does.
  const isDown = health === "down";
  switch (id) {
    case "host":
      return host.host;
    case "os":
      return osName(facts);
    case "cpus":
      return String(facts.cpu_count ?? "-");
    case "cpu":
      return isDown || Number.isNaN(summary.cpu) ? "-" : formatPercent(summary.cpu);
    case "memory":
      return isDown ? "-" : wholePercent(summary.memory);
    case "swap":
      return isDown ? "-" : bytesCell(state.values[swapNumber] as number);
    case "load":
      return isDown || Number.isNaN(summary.loadPerCore) ? "-" : summary.loadPerCore.toFixed(2);
    case "pressure":
      return isDown ? "-" : pressureOf(host);
    case "net":
      return isDown ? "-" : ratesOf(host, "net_rx_bytes_per_sec", "net_tx_bytes_per_sec");
    case "disk":
      return isDown ? "-" : ratesOf(host, "disk_read_bytes_per_sec", "disk_write_bytes_per_sec");
    case "processes":
      return isDown || Number.isNaN(summary.processes) ? "-" : String(summary.processes);
    case "uptime":
      return isDown ? "-" : uptimeText(host);
    case "top":
      if (isDown) return `- down since ${clockText(entry.last_seen)}`;
      if (host.torn) return "- waiting for the whole table";
      if (!host.sampled) return "- waiting for a sample";
      return summary.topCommand === null ? "" : culprit(summary.topCommand, summary.topCpu, width);
    case "age":
      return formatAge(monotonic - host.seenAt);
    case "history":
      return "";
  }
};

/** The command gives way to its share. */
const culprit = (command: string, percent: number, width: number): string => {
  const share = ` ${Math.round(percent)}%`;
  return cutText(command, width - share.length, "") + share;
};

const swapNumber = hostFieldNumber("swap_used");

const bytesCell = (bytes: number): string => (Number.isNaN(bytes) ? "-" : formatBytes(bytes));

const ratesOf = ({ state }: FleetHost, a: HostNumberFieldId, b: HostNumberFieldId): string => {
  const rates = [a, b].map((id) => state.values[hostFieldNumber(id)] as number);
  return rates.every(Number.isNaN) ? "-" : rates.map(bytesCell).join("/");
};

const pressureIds = ["pressure_cpu_some", "pressure_memory_some", "pressure_io_some"] as const;

const pressureOf = ({ state }: FleetHost): string => {
  const percents = pressureIds.map((id) => (state.values[hostFieldNumber(id)] as number) / 100);
  return percents.every(Number.isNaN)
    ? "-"
    : percents.map((percent) => (Number.isNaN(percent) ? "-" : Math.round(percent))).join("/");
};

/** `Debian 12`: the first word of the name is what tells systems apart. */
const osName = ({ os_name, os_version, platform }: FleetHost["facts"]): string =>
  os_name === null ? platform : [os_name.split(" ")[0], os_version?.split(" ")[0]].join(" ").trim();
