import { limits } from "../protocol/limits.ts";
import { makeSafeText } from "../protocol/safe-text.ts";
import { type ScreenAction } from "./data/screen-action.ts";
import { editLine, insertText } from "./edit-line.ts";
import { type KeyAction } from "./keys/key-table.ts";

/** The caret of the filter line, and what typing does to its text. */
export interface FilterLine {
  /** UTF-16 offset in the text. */
  readonly caret: number;
  /** Puts the caret behind the text. */
  begin(text: string): void;
  /** What text that was typed or pasted does. */
  type(draft: string, typed: string): ScreenAction;
  /** What a key does to the line; undefined where the key is none of its own. */
  press(draft: string, action: KeyAction): ScreenAction | undefined;
}

export const createFilterLine = (): FilterLine => {
  let caret = 0;
  return {
    get caret() {
      return caret;
    },
    begin: (text) => {
      caret = text.length;
    },
    type: (draft, typed) => {
      const safe = makeSafeText(typed.replace(/\s+/g, " "));
      const line = insertText({ text: draft, caret }, safe, limits.filterLength);
      caret = line.caret;
      return { type: "filter-edit", draft: line.text };
    },
    press: (draft, action) => {
      if (action === "filter-apply") return { type: "filter-accept" };
      if (action === "filter-clear") return { type: "filter-clear" };
      const line = editLine({ text: draft, caret }, action);
      if (line === undefined) return undefined;
      caret = line.caret;
      return { type: "filter-edit", draft: line.text };
    },
  };
};
