import { type KeyAction } from "./keys/key-table.ts";

/** One line of text being typed. `caret` is a UTF-16 offset between two characters as people see them. */
export interface EditedLine {
  readonly text: string;
  readonly caret: number;
}

/** Inserts at the caret as much as a line of `most` UTF-16 units takes. */
export const insertText = (
  { text, caret }: EditedLine,
  typed: string,
  most = Number.POSITIVE_INFINITY,
): EditedLine => {
  let inserted = "";
  for (const character of typed) {
    if (text.length + inserted.length + character.length > most) break;
    inserted += character;
  }
  return {
    text: text.slice(0, caret) + inserted + text.slice(caret),
    caret: caret + inserted.length,
  };
};

/** What an editing key does to the line; undefined where the key is none. */
export const editLine = (
  { text, caret }: EditedLine,
  action: KeyAction,
): EditedLine | undefined => {
  const before = text.slice(0, caret);
  const after = text.slice(caret);
  switch (action) {
    case "filter-delete-back":
      return joined(before.slice(0, caret - lastLength(before)), after);
    case "filter-delete":
      return joined(before, after.slice(firstLength(after)));
    case "filter-delete-word":
      return joined(before.replace(/\S*\s*$/u, ""), after);
    case "filter-delete-start":
      return joined("", after);
    case "filter-left":
      return { text, caret: caret - lastLength(before) };
    case "filter-right":
      return { text, caret: caret + firstLength(after) };
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

/** The characters of a text as people see them: a letter with its accents is one. */
export const charactersOf = (text: string): string[] =>
  Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);

const firstLength = (text: string): number => charactersOf(text)[0]?.length ?? 0;
const lastLength = (text: string): number => charactersOf(text).at(-1)?.length ?? 0;
