/**
 * Rows in preorder as one JSON array of nested objects, each with its `children`. Written row by row: a
 * host may send a chain of parents deeper than JSON.stringify could follow.
 */
export const nestedJson = (
  rows: Iterable<{ readonly depth: number; readonly row: object }>,
): string => {
  const parts = ["["];
  let open = 0;
  let isFirst = true;
  for (const { depth, row } of rows) {
    if (!isFirst && depth < open) parts.push("]}".repeat(open - depth), ",");
    isFirst = false;
    open = depth + 1;
    parts.push(JSON.stringify(row).slice(0, -1), ',"children":[');
  }
  parts.push("]}".repeat(open), "]");
  return parts.join("");
};
