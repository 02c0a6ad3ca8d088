import { type KeyAction } from "./keys/key-table.ts";

/** One line of text being typed. `caret` is a UTF-16 offset, never within a surrogate pair. */
export interface EditedLine {
  readonly text: string;
  readonly caret: number;
}

export const insertText = ({ text, caret }: EditedLine, typed: string): EditedLine => ({
  text: text.slice(0, caret) + typed + text.slice(caret),
  caret: caret + typed.length,
});

/** What an editing key does to the line; undefined where the key is none. */
export const editLine = (
  { text, caret }: EditedLine,
  action: KeyAction,
): EditedLine | undefined => {
  const before = text.slice(0, caret);
  const after = text.slice(caret);
  switch (action) {
    case "filter-delete-back":
      return joined(before.slice(0, before.length - charLength(before, -1)), after);
    case "filter-delete":
      return { text: before + after.slice(charLength(after, 1)), caret };
    case "filter-delete-word":
      return joined(before.replace(/\S*\s*$/u, ""), after);
    case "filter-clear":
      return joined("", after);
    case "filter-left":
      return { text, caret: caret - charLength(before, -1) };
    case "filter-right":
      return { text, caret: caret + charLength(after, 1) };
    case "filter-home":
      return { text, caret: 0 };
    case "filter-end":
      return { text, caret: text.length };
    default:
      return undefined;
  }
};

const joined = (before: string, after: string): EditedLine => ({
  text: before + after,
  caret: before.length,
});

/** UTF-16 units of the first or the last character: 0, 1 or 2. */
const charLength = (text: string, side: 1 | -1): number => {
  if (text === "") return 0;
  const code = side === 1 ? text.codePointAt(0) : text.codePointAt(Math.max(0, text.length - 2));
  return text.length > 1 && code !== undefined && code > 0xffff ? 2 : 1;
};
