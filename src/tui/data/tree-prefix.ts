import { type GlyphSet } from "../term/glyphs.ts";

/** Two cells of line and a blank. */
const LEVEL_WIDTH = 3;

/** Cells of a command column that its tree may take: the rest is for the command itself. */
export const treeRoom = (columnWidth: number): number =>
  Math.max(columnWidth - 12, Math.floor(columnWidth / 2));

/** What stands before a command in the tree: the lines of its ancestors and its own branch. */
export const treePrefix = (
  depth: number,
  lines: number,
  maxWidth: number,
  { tree, ellipsis }: GlyphSet,
): string => {
  if (depth === 0) return "";
  const fit = Math.max(1, Math.floor(maxWidth / LEVEL_WIDTH));
  const from = Math.max(1, depth - fit + 1);
  let prefix = "";
  for (let level = from; level < depth; level++)
    prefix += runsAt(lines, level) ? `${tree.through} ` : `${tree.none} `;
  prefix += runsAt(lines, depth) ? `${tree.branch} ` : `${tree.last} `;
  return from === 1 ? prefix : ellipsis + prefix.slice(1);
};

/** Deeper than 31 levels no lines are known. */
const runsAt = (lines: number, level: number): boolean =>
  level < 32 && ((lines >>> level) & 1) === 1;
