/** The lines of a tree, three cells each, and what stands for levels that have no room. */
export interface BranchGlyphs {
  readonly branch: {
    /** A sibling follows. */
    readonly middle: string;
    readonly last: string;
    /** A line that runs past to a later sibling of an ancestor. */
    readonly past: string;
  };
  readonly ellipsis: string;
}

export const asciiBranches: BranchGlyphs = {
  branch: { middle: "|- ", last: "`- ", past: "|  " },
  ellipsis: "~",
};

/** What stands before a command in the tree: the lines of its ancestors and its own branch. */
export const treePrefix = (
  depth: number,
  lines: number,
  maxWidth: number,
  { branch, ellipsis }: BranchGlyphs,
): string => {
  if (depth === 0) return "";
  const fit = Math.max(1, Math.floor(maxWidth / branch.middle.length));
  const from = Math.max(1, depth - fit + 1);
  let prefix = "";
  for (let level = from; level < depth; level++)
    prefix += runsAt(lines, level) ? branch.past : "   ";
  prefix += runsAt(lines, depth) ? branch.middle : branch.last;
  return from === 1 ? prefix : ellipsis + prefix.slice(1);
};

/** Deeper than 31 levels no lines are known. */
const runsAt = (lines: number, level: number): boolean =>
  level < 32 && ((lines >>> level) & 1) === 1;
