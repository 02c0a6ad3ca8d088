import { CellGrid } from "./cell-grid.ts";

/** Rows `top` to `bottom` (inclusive) of the screen move up by `by` rows, or down when it is negative. */
export interface RowShift {
  readonly top: number;
  readonly bottom: number;
  readonly by: number;
}

/** Fewer rows than this in new places are not worth a look. */
export const minShiftedRows = 5;
/** A shift takes some 20 bytes, and most cells one: it has to spare this many cells. */
const minCells = 40;
/** A reordered table offers many shifts; the ones with the most rows are compared cell by cell. */
const maxCandidates = 3;

interface Candidate extends RowShift {
  readonly rows: number;
}

/**
 * The one shift of whole rows that leaves the fewest cells to draw, as when a list is scrolled; null
 * when none spares enough. Found by hashes of rows: what differs after it is drawn anyway.
 */
export const computeRowShift = (front: CellGrid, back: CellGrid): RowShift | null => {
  let best: RowShift | null = null;
  let mostSpared = minCells;
  for (const shift of findCandidates(hashRows(front), hashRows(back), blankHash(back.columns))) {
    const spared = sparedCells(front, back, shift);
    if (spared <= mostSpared) continue;
    mostSpared = spared;
    best = shift;
  }
  return best;
};

const findCandidates = (before: Int32Array, after: Int32Array, blank: number): Candidate[] => {
  const rowByHash = new Map<number, number>();
  for (let row = 0; row < before.length; row++) {
    const hash = before[row] as number;
    // Equal rows tell nothing about where they moved.
    if (hash !== blank) rowByHash.set(hash, rowByHash.has(hash) ? -1 : row);
  }
  const candidates = new Map<number, Candidate>();
  for (let row = 0; row < after.length; row++) {
    if (after[row] === before[row]) continue;
    const from = rowByHash.get(after[row] as number) ?? -1;
    if (from < 0) continue;
    const by = from - row;
    const { rows, top, bottom } = candidates.get(by) ?? { rows: 0, top: after.length, bottom: 0 };
    candidates.set(by, {
      by,
      rows: rows + 1,
      top: Math.min(top, row, from),
      bottom: Math.max(bottom, row, from),
    });
  }
  return [...candidates.values()]
    .filter(({ rows }) => rows >= minShiftedRows)
    .toSorted((a, b) => b.rows - a.rows)
    .slice(0, maxCandidates);
};

/** How many fewer cells differ from `back` once the rows of `front` have moved. */
const sparedCells = (front: CellGrid, back: CellGrid, { top, bottom, by }: RowShift): number => {
  let spared = 0;
  for (let row = top; row <= bottom; row++) {
    const from = row + by;
    spared += differentCells(front, row, back, row);
    spared -= differentCells(front, from < top || from > bottom ? null : from, back, row);
  }
  return spared;
};

/** Cells of a row that differ from a row of another grid, or from blanks. */
const differentCells = (
  front: CellGrid,
  frontRow: number | null,
  back: CellGrid,
  backRow: number,
): number => {
  let different = 0;
  const start = backRow * back.columns;
  const offset = frontRow === null ? 0 : (frontRow - backRow) * back.columns;
  for (let i = start; i < start + back.columns; i++) {
    const code = frontRow === null ? 0x20 : front.codes[i + offset];
    const style = frontRow === null ? 0 : front.styles[i + offset];
    if (back.codes[i] !== code || back.styles[i] !== style) different++;
  }
  return different;
};

/** FNV-1a over codes and styles, row by row. */
const hashRows = ({ codes, styles, columns, rows }: CellGrid): Int32Array => {
  const hashes = new Int32Array(rows);
  for (let row = 0, i = 0; row < rows; row++) {
    let hash = 0x811c9dc5;
    for (const end = i + columns; i < end; i++) {
      hash = Math.imul(hash ^ (codes[i] as number), 0x01000193);
      hash = Math.imul(hash ^ (styles[i] as number), 0x01000193);
    }
    hashes[row] = hash;
  }
  return hashes;
};

const blankHash = (columns: number): number => hashRows(new CellGrid(columns, 1))[0] as number;
