/** Where one looks at in a list of rows. */
export interface ListState {
  /** What the cursor is bound to, or null: it then stays on its row, as before the first move. */
  readonly cursor: string | null;
  readonly row: number;
  /** The first row shown. */
  readonly offset: number;
}

/** Rows as the cursor needs them; `ProcessView` and `HostsView` give them. */
export interface RowSource {
  readonly count: number;
  identityAt(row: number): string | null;
  indexOfIdentity(identity: string): number;
}

export const listTop: ListState = { cursor: null, row: 0, offset: 0 };

/** Moves by rows. The cursor is bound to what it meets by `settleList`. */
export const moveRows = (list: ListState, by: number): ListState => ({
  ...list,
  cursor: unbound,
  row: Math.max(0, list.row + by),
});

/** To be bound to what is on its row. */
const unbound = "";

/** The last row: `settleList` finds which one that is. */
export const moveToEnd = (list: ListState): ListState => ({
  ...list,
  cursor: unbound,
  row: Number.MAX_SAFE_INTEGER,
});

/** Binds the cursor to one identity wherever its row is. */
export const moveTo = (list: ListState, identity: string): ListState => ({
  ...list,
  cursor: identity,
});

/**
 * Brings a list in line with its rows: the cursor follows what it is bound to; when that is gone it
 * stays on the same row, on whatever is there now; and it is always in sight. Returns the same
 * object where nothing changed.
 */
export const settleList = (list: ListState, rows: RowSource, height: number): ListState => {
  const last = Math.max(0, rows.count - 1);
  const found =
    list.cursor === null || list.cursor === unbound ? -1 : rows.indexOfIdentity(list.cursor);
  const row = found >= 0 ? found : Math.min(list.row, last);
  const cursor =
    list.cursor === null || found >= 0 ? list.cursor : (rows.identityAt(row) ?? unbound);
  const shown = Math.max(1, height);
  const lastOffset = Math.max(0, rows.count - shown);
  const offset = Math.min(lastOffset, Math.max(row - shown + 1, Math.min(list.offset, row)));
  return row === list.row && offset === list.offset && cursor === list.cursor
    ? list
    : { cursor, row, offset };
};
