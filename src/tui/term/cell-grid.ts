import { eachGlyph, isOneCell } from "./glyph-cells.ts";
import { plainStyle, type Style } from "./style.ts";

/** The code of a cell that is the right half of the wide glyph before it. */
export const tailCode = 0;
/** From here on a code is the number of a glyph of several code points, in the grid's own list. */
export const firstClusterCode = 0x110000;

const space = 0x20;

/** One cell, for tests and for what is not hot. */
export interface Cell {
  /** The glyph; empty for the right half of a wide one. */
  readonly text: string;
  readonly style: Style;
}

/**
 * A rectangle of character cells. What is drawn outside of it is cut off. Text from anywhere is made
 * safe, and a wide glyph is whole or not there.
 */
export class CellGrid {
  readonly columns: number;
  readonly rows: number;
  /** Per cell, row by row: a code point, `tailCode`, or `firstClusterCode` and above. */
  readonly codes: Uint32Array;
  readonly styles: Uint16Array;
  readonly #clusters: string[] = [];
  readonly #clusterCodes = new Map<string, number>();

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.codes = new Uint32Array(columns * rows).fill(space);
    this.styles = new Uint16Array(columns * rows);
  }

  clear(style: Style = plainStyle): void {
    this.codes.fill(space);
    this.styles.fill(style);
    this.#clusters.length = 0;
    this.#clusterCodes.clear();
  }

  /**
   * Draws one line of text, at most `maxWidth` cells of it. Returns the column after the last cell drawn.
   */
  text(row: number, column: number, text: string, style: Style, maxWidth = Infinity): number {
    if (row < 0 || row >= this.rows) return column;
    const end = Math.min(this.columns, column + maxWidth);
    if (column >= end || text === "") return column;
    const base = row * this.columns;
    if (column > 0) this.#endWideBefore(base + column);
    let at = column;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (!isOneCell(code)) {
        // The unit before may be the base of a mark: it is drawn again, with it.
        const back = i === 0 ? 0 : 1;
        at = this.#drawGlyphs(row, at - back, text.slice(i - back), style, end);
        break;
      }
      if (at >= end) break;
      if (at >= 0) {
        this.codes[base + at] = code;
        this.styles[base + at] = style;
      }
      at++;
    }
    if (at > 0 && at < this.columns) this.#endWideAfter(base + at);
    return at;
  }

  /** Fills a line of `width` cells with one character of any kind. */
  fill(row: number, column: number, width: number, char: string, style: Style): void {
    if (row < 0 || row >= this.rows) return;
    const from = Math.max(0, column);
    const to = Math.min(this.columns, column + width);
    if (from >= to) return;
    const code = char.charCodeAt(0);
    if (char.length !== 1 || !isOneCell(code)) {
      for (let at = from; at < to; ) {
        const next = this.text(row, at, char, style, to - at);
        if (next === at) return;
        at = next;
      }
      return;
    }
    const base = row * this.columns;
    if (from > 0) this.#endWideBefore(base + from);
    this.codes.fill(code, base + from, base + to);
    this.styles.fill(style, base + from, base + to);
    if (to < this.columns) this.#endWideAfter(base + to);
  }

  /** Gives cells another style and keeps their text. */
  restyle(row: number, column: number, width: number, style: Style): void {
    if (row < 0 || row >= this.rows) return;
    const base = row * this.columns;
    let from = Math.max(0, column);
    let to = Math.min(this.columns, column + width);
    if (from >= to) return;
    if (this.codes[base + from] === tailCode) from--;
    if (to < this.columns && this.codes[base + to] === tailCode) to++;
    this.styles.fill(style, base + from, base + to);
  }

  /** Moves rows `top` to `bottom` up by `by` rows (down when negative) within that band; plain blanks come in. */
  shiftRows(top: number, bottom: number, by: number): void {
    const { columns } = this;
    const start = top * columns;
    const end = (bottom + 1) * columns;
    const cells = Math.min(Math.abs(by) * columns, end - start);
    const [from, to] = by > 0 ? [start + cells, start] : [start, start + cells];
    const blank = by > 0 ? end - cells : start;
    this.codes.copyWithin(to, from, from + (end - start - cells));
    this.styles.copyWithin(to, from, from + (end - start - cells));
    this.codes.fill(space, blank, blank + cells);
    this.styles.fill(plainStyle, blank, blank + cells);
  }

  /** Copies another grid to `row`, `column`. */
  draw(source: CellGrid, row: number, column: number): void {
    const left = Math.max(0, -column);
    const right = Math.min(source.columns, this.columns - column);
    for (let r = Math.max(0, -row); r < Math.min(source.rows, this.rows - row); r++) {
      this.copyCells(source, r, left, right, row + r, column + left);
    }
  }

  /** Copies columns `from` to `to` of one row of another grid. Wide glyphs cut at either edge become spaces. */
  copyCells(
    source: CellGrid,
    sourceRow: number,
    from: number,
    to: number,
    row: number,
    column: number,
  ): void {
    if (from >= to) return;
    const start = sourceRow * source.columns + from;
    const base = row * this.columns + column;
    const count = to - from;
    if (column > 0) this.#endWideBefore(base);
    this.codes.set(source.codes.subarray(start, start + count), base);
    this.styles.set(source.styles.subarray(start, start + count), base);
    if (this.codes[base] === tailCode) this.codes[base] = space;
    for (let i = 0; i < count; i++) {
      const code = this.codes[base + i] as number;
      if (code >= firstClusterCode) this.codes[base + i] = this.#clusterCode(source.cluster(code));
    }
    if (to < source.columns && source.codes[start + count] === tailCode) {
      this.codes[base + count - 1] = space;
    }
    if (column + count < this.columns) this.#endWideAfter(base + count);
  }

  /** The text of a cluster code. */
  cluster(code: number): string {
    return this.#clusters[code - firstClusterCode] ?? " ";
  }

  /** The glyph at an index of `codes`; empty for the right half of a wide one. */
  glyph(index: number): string {
    const code = this.codes[index] as number;
    if (code === tailCode) return "";
    return code >= firstClusterCode ? this.cluster(code) : String.fromCodePoint(code);
  }

  cell(row: number, column: number): Cell {
    const index = row * this.columns + column;
    return { text: this.glyph(index), style: this.styles[index] as Style };
  }

  /** The glyphs of one row, trailing blanks included. */
  rowText(row: number): string {
    let text = "";
    for (let i = row * this.columns; i < (row + 1) * this.columns; i++) text += this.glyph(i);
    return text;
  }

  #drawGlyphs(row: number, column: number, text: string, style: Style, end: number): number {
    let at = column;
    eachGlyph(text, (code, cluster, cells) => {
      if (at >= end) return false;
      if (at + cells > end || (at < 0 && at + cells > 0)) {
        // Half of a wide glyph would be visible: a blank stands for it.
        this.#put(row, Math.max(at, 0), space, 1, style);
      } else if (at >= 0) {
        const drawn = cluster === undefined ? code : this.#clusterCode(cluster);
        this.#put(row, at, drawn, cells, style);
      }
      at = Math.min(at + cells, end);
      return true;
    });
    return at;
  }

  #put(row: number, column: number, code: number, cells: 1 | 2, style: Style): void {
    const index = row * this.columns + column;
    this.#endWideBefore(index);
    this.codes[index] = code;
    this.styles[index] = style;
    if (cells === 2) {
      this.codes[index + 1] = tailCode;
      this.styles[index + 1] = style;
    }
    if (column + cells < this.columns) this.#endWideAfter(index + cells);
  }

  /** What is drawn from here on would leave the left half of a wide glyph alone: it becomes a space. */
  #endWideBefore(index: number): void {
    if (this.codes[index] === tailCode) this.codes[index - 1] = space;
  }

  /** What is drawn up to here has taken the left half of a wide glyph: its right half becomes a space. */
  #endWideAfter(index: number): void {
    if (this.codes[index] === tailCode) this.codes[index] = space;
  }

  /** The list is bounded by twice the cells: when it is full, clusters no longer on the grid make room. */
  #clusterCode(cluster: string): number {
    const known = this.#clusterCodes.get(cluster);
    if (known !== undefined) return known;
    if (this.#clusters.length >= 2 * this.codes.length + 64) this.#compactClusters();
    const code = firstClusterCode + this.#clusters.length;
    this.#clusters.push(cluster);
    this.#clusterCodes.set(cluster, code);
    return code;
  }

  #compactClusters(): void {
    const before = [...this.#clusters];
    this.#clusters.length = 0;
    this.#clusterCodes.clear();
    for (let i = 0; i < this.codes.length; i++) {
      const code = this.codes[i] as number;
      if (code < firstClusterCode) continue;
      this.codes[i] = this.#clusterCode(before[code - firstClusterCode] as string);
    }
  }
}
