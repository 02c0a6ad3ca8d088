import { commandOf, processValue } from "../../protocol/process-row.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { formatBytes, formatPercent } from "../../protocol/units.ts";
import { glyphSets } from "../term/glyphs.ts";
import { padText, textWidth } from "../term/width.ts";
import { type PlacedColumn } from "./columns.ts";
import { type Fleet } from "./fleet.ts";
import { type FleetHost } from "./fleet-host.ts";
import { formatCell } from "./format-cell.ts";
import { type HostColumnId, hostColumns } from "./host-columns.ts";
import { HostSummaries } from "./host-summary.ts";
import { type Meters, metersOf } from "./meters.ts";
import { type ProcessColumn, processColumns } from "./process-columns.ts";
import {
  defaultProcessSort,
  hostsInScope,
  type ProcessQuery,
  queryProcesses,
} from "./process-query.ts";
import { type ProcessView } from "./process-view.ts";
import { treePrefix, treeRoom } from "./tree-prefix.ts";
import { uptimeText } from "./uptime-text.ts";

/**
 * Cells of a line; null where no screen bounds it, as in a pipe: the columns are then those of a
 * screen of 120 cells, and commands are whole, for whoever searches in them.
 */
export type PlainWidth = number | null;
const unboundWidth = 120;

/**
 * The documents of `json.ts` as text, for where no terminal is: no escape codes, no line-drawing
 * characters, a line of figures first, then titles, then rows.
 */
export const processesTable = (fleet: Fleet, query: ProcessQuery, width: PlainWidth): string =>
  processLines(fleet, query, width, false);

/** As `processesTable`, parents before their children. */
export const treeTable = (fleet: Fleet, query: ProcessQuery, width: PlainWidth): string =>
  processLines(fleet, query, width, true);

/** The hosts with their main figures. */
export const hostsTable = (
  fleet: Fleet,
  { hosts: ids, limit }: Pick<ProcessQuery, "hosts" | "limit">,
  width: PlainWidth,
): string => {
  const hosts = hostsInScope(fleet, ids).slice(0, limit ?? Infinity);
  const summaries = new HostSummaries();
  const columns = hostColumns({
    width: (width ?? unboundWidth) + markCells - 1,
    hostWidth: longestHost(hosts),
    historyTitle: "",
  })
    .filter(({ id }) => plainHostColumns.includes(id))
    .map((column) => (column.id === "age" ? { ...column, title: "STATE", width: 5 } : column));
  const rows = hosts.map((host) => columns.map(({ id }) => hostCell(id, host, summaries)));
  return linesOf(figuresOf(hosts), columns, rows, width);
};

const markCells = 2;

const plainHostColumns: readonly HostColumnId[] = [
  "host",
  "cpus",
  "cpu",
  "memory",
  "load",
  "processes",
  "uptime",
  "top",
  "age",
];

const hostCell = (id: HostColumnId, host: FleetHost, summaries: HostSummaries): string => {
  const { cpu, memory, loadPerCore, processes, topCommand, topCpu } = summaries.of(host);
  switch (id) {
    case "host":
      return host.host;
    case "cpus":
      return String(host.facts.cpu_count ?? "-");
    case "cpu":
      return orDash(cpu, formatPercent);
    case "memory":
      return orDash(memory, wholePercent);
    case "load":
      return orDash(loadPerCore, (load) => load.toFixed(2));
    case "processes":
      return orDash(processes, String);
    case "uptime":
      return uptimeText(host);
    case "top":
      return host.entry.state === "down"
        ? "- down"
        : topCommand === null
          ? "-"
          : `${Math.round(topCpu)}% ${topCommand}`;
    case "age":
      return host.entry.state;
    default:
      return "";
  }
};

const processLines = (
  fleet: Fleet,
  query: ProcessQuery,
  width: PlainWidth,
  tree: boolean,
): string => {
  const view = queryProcesses(fleet, query, tree);
  const columns = processColumns({
    width: (width ?? unboundWidth) + 1,
    hostWidth: view.hosts.length > 1 ? longestHost(view.hosts) : 0,
    tree: false,
    sort: (query.sort ?? defaultProcessSort).field,
    historyTitle: "",
  }).filter(({ id }) => id !== "history");
  const count = Math.min(view.rows.count, query.limit ?? Infinity);
  const rows = Array.from({ length: count }, (_, row) =>
    columns.map((column) => processCell(view, row, column)),
  );
  return linesOf(figuresOf(view.hosts), columns, rows, width);
};

const processCell = (view: ProcessView, row: number, { id, width }: ProcessColumn): string => {
  const host = view.hostAt(row);
  const slot = view.rows.slot[row] as number;
  switch (id) {
    case "host":
      return host.host;
    case "cmdline":
      return (
        treePrefix(
          view.rows.depth[row] as number,
          view.rows.lines[row] as number,
          treeRoom(width),
          glyphSets.ascii,
        ) + commandOf(host, slot)
      );
    case "history":
    case "cpu_sum":
    case "rss_sum":
      return "";
    default:
      return formatCell(id, processValue(host, slot, id));
  }
};

const longestHost = (hosts: readonly FleetHost[]): number =>
  hosts.reduce((longest, { host }) => Math.max(longest, host.length), 0);

/** `web-07  up 10d00h  412 tasks, 3 running  cpu 97%  mem 9.8G of 16G  load 31.28 20.11 9.80` */
const figuresOf = (hosts: readonly FleetHost[]): string => {
  const meters = metersOf(hosts);
  const only = hosts.length === 1 ? hosts[0] : undefined;
  return [
    only?.host ?? `${hosts.length} hosts`,
    ...(only?.sampled === true ? [`up ${uptimeText(only)}`] : []),
    `${orDash(meters.processes, String)} tasks, ${orDash(meters.running, String)} running`,
    `cpu ${orDash(meters.cpu, wholePercent)}`,
    `mem ${orDash(meters.memoryUsed, formatBytes)} of ${orDash(meters.memoryTotal, formatBytes)}`,
    ...(Number.isNaN(meters.load1) ? [] : [`load ${loadsOf(meters)}`]),
  ].join("  ");
};

const loadsOf = ({ load1, load5, load15 }: Meters): string =>
  [load1, load5, load15].map((load) => orDash(load, (value) => value.toFixed(2))).join(" ");

const wholePercent = (percent: number): string => `${Math.round(percent)}%`;

const orDash = (value: number, format: (value: number) => string): string =>
  Number.isNaN(value) ? "-" : format(value);

const linesOf = (
  figures: string,
  columns: readonly PlacedColumn<string>[],
  rows: readonly (readonly string[])[],
  width: PlainWidth,
): string => {
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, i) => {
        const text = cells[i] ?? "";
        const last = i === columns.length - 1;
        const fits = width === null || textWidth(text) < column.width;
        return last && fits && column.align === "left"
          ? makeSafeText(text)
          : padText(text, column.width, column.align);
      })
      .join(" ")
      .trimEnd();
  const lines = [
    width === null ? figures : padText(figures, width).trimEnd(),
    line(columns.map(({ title }) => title)),
    ...rows.map(line),
  ];
  return `${lines.join("\n")}\n`;
};
