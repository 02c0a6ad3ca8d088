import { type Field } from "../../protocol/field.ts";
import { processFields } from "../../protocol/process-fields.ts";
import { commandOf, processValue } from "../../protocol/process-row.ts";
import { formatPercent } from "../../protocol/units.ts";
import { type FleetHost } from "../data/fleet-host.ts";
import { formatCell } from "../data/format-cell.ts";
import { type History } from "../data/history.ts";
import { missedSamples, upToNow } from "../data/history-now.ts";
import { type ProcessColumn } from "../data/process-columns.ts";
import { type ProcessView, rowFlags } from "../data/process-view.ts";
import { summedColumn } from "../data/subtree-sums.ts";
import { treePrefix, treeRoom } from "../data/tree-prefix.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { type GlyphSet } from "../term/glyphs.ts";
import { type Style } from "../term/style.ts";
import { cutText, textWidth } from "../term/width.ts";
import { drawCell } from "./draw-cell.ts";
import { highestSample, paintSparkline } from "./sparkline.ts";
import { type Theme } from "./theme.ts";

/** A process whose first sample is not older than this is marked as new. */
const NEW_FOR_INTERVALS = 2;

/** Paints one row; what several columns need of it is looked up once. */
export class ProcessRowPainter {
  readonly #grid: CellGrid;
  readonly #row: number;
  readonly #left: number;
  readonly #view: ProcessView;
  readonly #index: number;
  /** Sums have columns of their own; without them they stand in the cells of parents. */
  readonly #sums: boolean;
  readonly #theme: Theme;
  readonly #glyphs: GlyphSet;
  readonly #host: FleetHost;
  readonly #slot: number;
  readonly #flags: number;
  readonly #base: Style;
  readonly #monotonic: number;

  constructor(
    grid: CellGrid,
    row: number,
    left: number,
    { view, monotonic }: { readonly view: ProcessView; readonly monotonic: number },
    index: number,
    sums: boolean,
    theme: Theme,
    glyphs: GlyphSet,
  ) {
    this.#grid = grid;
    this.#row = row;
    this.#left = left;
    this.#view = view;
    this.#monotonic = monotonic;
    this.#index = index;
    this.#sums = sums;
    this.#theme = theme;
    this.#glyphs = glyphs;
    this.#host = view.hostAt(index);
    this.#slot = view.rows.slot[index] as number;
    this.#flags = view.rows.flags[index] as number;
    this.#base = this.#is(rowFlags.dim) ? theme.ancestor : theme.text;
  }

  paint(column: ProcessColumn): void {
    switch (column.id) {
      case "host":
        this.#cell(column, this.#host.host, this.#base);
        return;
      case "cmdline":
        this.#command(column);
        return;
      case "history":
        this.#history(column);
        return;
      case "cpu_percent":
        this.#cpu(column);
        return;
      case "cpu_sum":
        this.#sum(column, this.#view.sumAt(this.#index, "cpu_percent") / 100, "cpu_percent");
        return;
      case "rss_sum":
        this.#sum(column, this.#view.sumAt(this.#index, "memory_rss"), "memory_rss");
        return;
      default:
        this.#field(column, column.id);
    }
  }

  /** The first cell of the row: the cursor, or that the process is new. */
  mark(isCursor: boolean, width: number): void {
    const { start } = this.#host.state.processes;
    const age = this.#host.state.time - this.#host.facts.boot_time - (start[this.#slot] as number);
    const isNew = age < NEW_FOR_INTERVALS * this.#host.entry.interval_ms;
    if (isNew) this.#grid.text(this.#row, this.#left, "+", this.#theme.fresh);
    if (!isCursor) return;
    this.#grid.text(this.#row, this.#left, ">", this.#theme.cursor);
    this.#grid.restyle(this.#row, this.#left, width, this.#theme.cursor);
  }

  #is(flag: number): boolean {
    return (this.#flags & flag) !== 0;
  }

  #cell(column: ProcessColumn, text: string, style: Style): void {
    drawCell(
      this.#grid,
      this.#row,
      this.#left + column.at,
      column,
      text,
      style,
      this.#glyphs.ellipsis,
    );
  }

  #sum(column: ProcessColumn, sum: number, id: "cpu_percent" | "memory_rss"): void {
    this.#cell(column, formatCell(id, Number.isNaN(sum) ? null : sum), this.#base);
  }

  #field(column: ProcessColumn, id: Exclude<ProcessColumn["id"], VirtualColumnId>): void {
    const summed = this.#sumsInCells ? summedColumn(id) : undefined;
    if (summed === undefined) {
      const value = processValue(this.#host, this.#slot, id);
      const style =
        value === 0 || value === null
          ? this.#dimmed
          : id === "status"
            ? this.#statusStyle(value)
            : this.#base;
      this.#cell(column, formatCell(id, value), style);
      return;
    }
    const { resolution }: Field = processFields[summed];
    const wire = this.#view.sumAt(this.#index, summed);
    const sum =
      id === "memory_percent"
        ? (wire / (this.#host.facts.memory_total || Number.NaN)) * 100
        : wire * resolution;
    this.#cell(column, formatCell(id, Number.isNaN(sum) ? null : sum), this.#base);
  }

  #cpu(column: ProcessColumn): void {
    if (this.#sumsInCells) {
      const sum = this.#view.sumAt(this.#index, "cpu_percent") / 100;
      const text = Number.isNaN(sum) ? "-" : formatPercent(sum);
      const { sum: sign } = this.#glyphs;
      const separated = `${sign} ${text}`;
      this.#cell(
        column,
        separated.length <= column.width ? separated : sign + text,
        this.#cpuStyle(sum),
      );
      return;
    }
    const { cpu_percent: cpu, cpu_time: time } = this.#host.state.processes.numbers;
    const percent = (cpu[this.#slot] as number) / 100;
    if (!Number.isNaN(percent)) {
      this.#cell(column, formatPercent(percent), this.#cpuStyle(percent));
      return;
    }
    // Time without a share: it was sampled once, and a share needs two samples.
    const isFirst = !Number.isNaN(time[this.#slot] as number);
    this.#cell(column, isFirst ? "new" : "-", isFirst ? this.#theme.fresh : this.#dimmed);
  }

  #history(column: ProcessColumn): void {
    const { history } = this.#host;
    const slot = this.#slot;
    const past: History = {
      taken: history.taken,
      sampleAt: (back) => history.sampleAt(slot, back),
    };
    const source = upToNow(past, missedSamples(this.#host, this.#monotonic));
    const at = this.#left + column.at;
    const full = highestSample(source, 10_000);
    paintSparkline(
      this.#grid,
      this.#row,
      at,
      column.width,
      source,
      full,
      this.#theme,
      this.#glyphs,
    );
  }

  #command(column: ProcessColumn): void {
    const { rows, tree } = this.#view;
    const grid = this.#grid;
    let at = this.#left + column.at;
    const end = at + column.width;
    if (tree) {
      const prefix = treePrefix(
        rows.depth[this.#index] as number,
        rows.lines[this.#index] as number,
        treeRoom(column.width),
        this.#glyphs,
      );
      at = grid.text(this.#row, at, prefix, this.#theme.branch, end - at);
      if (this.#is(rowFlags.parent))
        at = grid.text(
          this.#row,
          at,
          this.#is(rowFlags.folded) ? "[+] " : "[-] ",
          this.#theme.branch,
          end - at,
        );
    }
    const hidden = rows.hidden[this.#index] as number;
    const note = hidden > 0 ? ` (${hidden} hidden)` : "";
    const room = end - at - note.length;
    const command = commandOf(this.#host, this.#slot);
    const style = this.#is(rowFlags.dim) ? this.#theme.ancestor : this.#theme.command;
    if (room < Math.min(8, textWidth(command))) {
      grid.text(this.#row, at, cutText(command, end - at, this.#glyphs.ellipsis), style, end - at);
      return;
    }
    at = grid.text(this.#row, at, cutText(command, room, this.#glyphs.ellipsis), style, room);
    grid.text(this.#row, at, note, this.#theme.dim, end - at);
  }

  get #sumsInCells(): boolean {
    return this.#view.tree && !this.#sums && this.#is(rowFlags.parent);
  }

  get #dimmed(): Style {
    return this.#theme.dim;
  }

  #cpuStyle(percent: number): Style {
    if (percent >= 90) return this.#theme.crit;
    if (percent >= 50) return this.#theme.warn;
    return percent === 0 ? this.#dimmed : this.#base;
  }

  #statusStyle(value: unknown): Style {
    if (value === "R") return this.#theme.running;
    return value === "D" || value === "Z" ? this.#theme.warn : this.#base;
  }
}

type VirtualColumnId = "host" | "history" | "cpu_sum" | "rss_sum" | "cmdline" | "cpu_percent";
