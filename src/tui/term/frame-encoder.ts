import { asciiSubstitute } from "./ascii-substitute.ts";
import { type CellGrid, firstClusterCode, tailCode } from "./cell-grid.ts";
import { findChangedRows } from "./changed-rows.ts";
import { cursorMove } from "./cursor-move.ts";
import { computeRowShift, minShiftedRows } from "./row-shift.ts";
import { type SgrEncoder } from "./sgr.ts";
import { plainStyle, type Style } from "./style.ts";

export interface FrameEncoderOptions {
  readonly sgr: SgrEncoder;
  /** False: only ASCII is written. */
  readonly unicode: boolean;
  /** Whether the terminal erases with the current background colour (terminfo `bce`). */
  readonly backgroundErase: boolean;
}

/** The position to which a frame leaves the cursor. -1: not known. */
export interface EncodedFrame {
  readonly text: string;
  readonly row: number;
  readonly column: number;
}

const csi = "\x1b[";
const space = 0x20;
/** From this many blanks on, ECH and a move are shorter than the blanks. */
const minErase = 11;
/** Longer gaps of unchanged cells are never cheaper to write again than a move of at most 6 bytes. */
const maxGap = 6;
/** Up to this many trailing blanks are as short as EL. */
const shortTail = 3;

/**
 * Writes the difference of two grids of one size, as a terminal reads it: from an unknown cursor position
 * with a plain pen, to a plain pen.
 *
 * A glyph that terminals may measure differently (anything but ASCII, lines, blocks and braille) is
 * followed by an absolute move and by the cell after it, so that no other width table can shift or
 * stain what comes next. Where a terminal may draw it narrower than we count, blanks go first.
 */
export class FrameEncoder {
  readonly #sgr: SgrEncoder;
  readonly #unicode: boolean;
  readonly #backgroundErase: boolean;
  #front: CellGrid;
  #back: CellGrid;
  #full = false;
  #out = "";
  #pen: Style = plainStyle;
  #cursorRow = -1;
  #cursorColumn = -1;
  /** Index of a cell that is written even though it did not change. */
  #forced = -1;

  constructor({ sgr, unicode, backgroundErase }: FrameEncoderOptions, empty: CellGrid) {
    this.#sgr = sgr;
    this.#unicode = unicode;
    this.#backgroundErase = backgroundErase;
    this.#front = empty;
    this.#back = empty;
  }

  /** What takes `front` to `back`, and makes `front` equal to `back`. `full`: `front` is not what the terminal shows. */
  encode(front: CellGrid, back: CellGrid, full: boolean): EncodedFrame {
    this.#front = front;
    this.#back = back;
    this.#full = full;
    this.#out = "";
    this.#pen = plainStyle;
    this.#cursorRow = -1;
    this.#cursorColumn = -1;
    const rows = full ? Array.from({ length: back.rows }, (_, row) => row) : this.#changedRows();
    for (const row of rows) {
      this.#encodeRow(row);
      front.copyCells(back, row, 0, back.columns, row, 0);
    }
    this.#out += this.#sgr.transition(this.#pen, plainStyle);
    return { text: this.#out, row: this.#cursorRow, column: this.#cursorColumn };
  }

  /**
   * The rows left to draw once the terminal has moved those that only changed their place, by DECSTBM
   * and DL or IL, which all have had since the VT102. The cursor is not known afterwards.
   */
  #changedRows(): number[] {
    const changed = findChangedRows(this.#front, this.#back);
    const shift = changed.length < minShiftedRows ? null : computeRowShift(this.#front, this.#back);
    if (shift === null) return changed;
    const { top, bottom, by } = shift;
    const lines = Math.abs(by) === 1 ? "" : String(Math.abs(by));
    this.#out += `${csi}${top + 1};${bottom + 1}r${csi}${top + 1}H${csi}${lines}${by > 0 ? "M" : "L"}${csi}r`;
    this.#front.shiftRows(top, bottom, by);
    return findChangedRows(this.#front, this.#back);
  }

  #encodeRow(row: number): void {
    const { codes, styles, columns } = this.#back;
    const start = row * columns;
    const end = start + columns;
    this.#forced = -1;
    let first = start;
    while (first < end && !this.#changed(first)) first++;
    if (first === end) return;
    const lastBlank = this.#sgr.blankLook(styles[end - 1] as Style);
    let tail = end;
    if (codes[end - 1] === space && this.#canErase(styles[end - 1] as Style)) {
      while (tail > start && this.#isBlankOf(tail - 1, lastBlank)) tail--;
    }
    this.#encodeCells(row, first, tail);
    let firstTail = Math.max(tail, first);
    while (firstTail < end && !this.#changed(firstTail)) firstTail++;
    if (firstTail === end) return;
    if (end - firstTail <= shortTail) {
      this.#encodeCells(row, firstTail, end);
      return;
    }
    this.#moveTo(row, firstTail - start);
    this.#setPenForBlank(styles[firstTail] as Style);
    this.#out += `${csi}K`;
  }

  #encodeCells(row: number, from: number, to: number): void {
    const { codes, columns } = this.#back;
    const start = row * columns;
    for (let index = from; index < to; ) {
      if (!this.#changed(index)) {
        index++;
        continue;
      }
      this.#moveTo(row, index - start);
      const blanks = codes[index] === space ? this.#blankRun(index, to) : 0;
      if (blanks >= minErase) {
        this.#setPenForBlank(this.#back.styles[index] as Style);
        this.#out += `${csi}${blanks}X`;
        index += blanks;
      } else {
        index += this.#writeCell(index);
      }
    }
  }

  #changed(index: number): boolean {
    if (this.#full || index === this.#forced) return true;
    const code = this.#back.codes[index] as number;
    const before = this.#front.codes[index] as number;
    if (code !== before) {
      return (
        code < firstClusterCode ||
        before < firstClusterCode ||
        this.#back.cluster(code) !== this.#front.cluster(before)
      );
    }
    if (code >= firstClusterCode && this.#back.cluster(code) !== this.#front.cluster(before)) {
      return true;
    }
    const style = this.#back.styles[index] as Style;
    const styleBefore = this.#front.styles[index] as Style;
    if (style === styleBefore) return false;
    return code !== space || this.#sgr.blankLook(style) !== this.#sgr.blankLook(styleBefore);
  }

  /** How many cells from here on can be erased at once. */
  #blankRun(index: number, to: number): number {
    const style = this.#back.styles[index] as Style;
    if (!this.#canErase(style)) return 0;
    const look = this.#sgr.blankLook(style);
    let end = index + 1;
    while (end < to && this.#isBlankOf(end, look)) end++;
    while (end > index && !this.#changed(end - 1)) end--;
    return end - index;
  }

  #isBlankOf(index: number, look: Style): boolean {
    return (
      this.#back.codes[index] === space &&
      this.#sgr.blankLook(this.#back.styles[index] as Style) === look
    );
  }

  #canErase(style: Style): boolean {
    return (
      this.#sgr.isPlainBlank(style) || (this.#backgroundErase && this.#sgr.isBackgroundBlank(style))
    );
  }

  #setPen(style: Style): void {
    if (style === this.#pen) return;
    this.#out += this.#sgr.transition(this.#pen, style);
    this.#pen = style;
  }

  #setPenForBlank(style: Style): void {
    if (this.#sgr.blankLook(style) !== this.#sgr.blankLook(this.#pen)) this.#setPen(style);
  }

  #moveTo(row: number, column: number): void {
    if (this.#cursorRow === row && this.#cursorColumn === column) return;
    const gap = column - this.#cursorColumn;
    const move = cursorMove(this.#cursorRow, this.#cursorColumn, row, column);
    if (this.#cursorRow === row && this.#cursorColumn >= 0 && gap > 0 && gap <= maxGap) {
      const from = row * this.#back.columns + this.#cursorColumn;
      if (this.#isCheaperThan(move.length, from, gap)) {
        for (let i = 0; i < gap; i++) this.#writeCell(from + i);
        return;
      }
    }
    this.#out += move;
    this.#cursorRow = row;
    this.#cursorColumn = column;
  }

  /** Whether writing `gap` unchanged cells again takes no more bytes than a move and the same pen afterwards. */
  #isCheaperThan(moveBytes: number, from: number, gap: number): boolean {
    const { codes, styles } = this.#back;
    let pen = this.#pen;
    let bytes = 0;
    for (let i = from; i < from + gap; i++) {
      const code = codes[i] as number;
      const style = styles[i] as Style;
      if (code < space || !isTrusted(code)) return false;
      bytes += code < 0x7f ? 1 : 3;
      if (code === space && this.#sgr.blankLook(style) === this.#sgr.blankLook(pen)) continue;
      bytes += this.#sgr.transition(pen, style).length;
      pen = style;
    }
    const next = styles[from + gap] as Style;
    const after = this.#sgr.transition(pen, next).length;
    return bytes + after <= moveBytes + this.#sgr.transition(this.#pen, next).length;
  }

  /** Writes the glyph at the cursor, which is where it belongs. Returns its cells. */
  #writeCell(index: number): number {
    const code = this.#back.codes[index] as number;
    const style = this.#back.styles[index] as Style;
    if (code === space) this.#setPenForBlank(style);
    else this.#setPen(style);
    if (code < 0x7f && code >= space) {
      this.#out += String.fromCharCode(code);
    } else if (!this.#unicode) {
      this.#out += String.fromCharCode(code === tailCode ? 0x3f : asciiSubstitute(code));
    } else if (isTrusted(code)) {
      this.#out += String.fromCharCode(code);
    } else {
      return this.#writeUntrusted(index);
    }
    this.#advance(1);
    return 1;
  }

  #writeUntrusted(index: number): number {
    const { codes, columns } = this.#back;
    const code = codes[index] as number;
    const column = index % columns;
    const cells = column + 1 < columns && codes[index + 1] === tailCode ? 2 : 1;
    if (code >= firstClusterCode || (cells === 2 && !isIdeograph(code))) {
      this.#out += " ".repeat(cells) + cursorMove(this.#cursorRow, -1, this.#cursorRow, column);
    }
    this.#out += this.#back.glyph(index);
    const next = column + cells;
    this.#cursorColumn = -1;
    // At the right edge a terminal that wraps regardless may have left the row.
    if (next >= columns - 1) this.#cursorRow = -1;
    if (next < columns) this.#forced = index + cells;
    return cells;
  }

  /** After the last column the cursor stays there or waits beyond it, depending on the terminal. */
  #advance(cells: number): void {
    const column = this.#cursorColumn + cells;
    this.#cursorColumn = column < this.#back.columns ? column : -1;
  }
}

/** Drawn in one cell by every terminal that shows Unicode at all. */
const isTrusted = (code: number): boolean =>
  code < 0x7f || (code >= 0x2500 && code <= 0x259f) || (code >= 0x2800 && code <= 0x28ff);

/** Wide since the first Unicode tables, hence everywhere: CJK, Hangul syllables, fullwidth forms. */
const isIdeograph = (code: number): boolean =>
  (code >= 0x2e80 && code <= 0xa4cf) ||
  (code >= 0xac00 && code <= 0xd7a3) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xff00 && code <= 0xff60);
