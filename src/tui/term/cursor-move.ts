/**
 * The shortest sequence that moves the cursor, by a position that may be unknown (-1): ECMA-48 CUP, CHA,
 * VPA, CUF, CUB, CUD, BS and CR LF. Rows and columns count from 0. A line feed is used only towards a
 * row of ours, so it never scrolls.
 */
export const cursorMove = (
  fromRow: number,
  fromColumn: number,
  row: number,
  column: number,
): string => {
  if (fromRow === row) return moveInRow(fromColumn, row, column);
  if (fromRow >= 0 && fromColumn === column) {
    return fromRow + 1 === row ? `${csi}B` : `${csi}${row + 1}d`;
  }
  const absolute = moveTo(row, column);
  const down = row - fromRow;
  if (fromRow < 0 || down < 1 || down > 3) return absolute;
  const relative = "\r\n".repeat(down) + forward(column);
  return relative.length < absolute.length ? relative : absolute;
};

const csi = "\x1b[";

const moveTo = (row: number, column: number): string => {
  if (column > 0) return `${csi}${row + 1};${column + 1}H`;
  return row > 0 ? `${csi}${row + 1}H` : `${csi}H`;
};

const moveInRow = (from: number, row: number, column: number): string => {
  if (from === column) return "";
  if (column === 0) return "\r";
  // CHA is enough where the row is known for certain; the column need not be.
  if (from < 0) return row >= 0 ? `${csi}${column + 1}G` : moveTo(row, column);
  const distance = column - from;
  if (distance > 0) return forward(distance);
  return distance === -1 ? "\b" : `${csi}${-distance}D`;
};

const forward = (columns: number): string => {
  if (columns === 0) return "";
  return columns === 1 ? `${csi}C` : `${csi}${columns}C`;
};
