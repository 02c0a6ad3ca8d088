import { formatCount } from "./data/format-cell.ts";
import { isTopLevel } from "./data/reduce-screen.ts";
import { type ScreenState } from "./data/screen-state.ts";
import { type Focus } from "./keys/find-action.ts";
import { type Layout } from "./paint/layout.ts";
import { type ChromeModel } from "./ui/chrome.tsx";
import { type DialogModel } from "./ui/dialog-model.ts";
import { type FooterHint, footerHints, type Level } from "./ui/footer-hints.ts";

/** What is shown of the screen by React; `hints` keeps the footer's list the same while it says the same. */
export const createChromeModel = (): ((shown: {
  readonly columns: number;
  readonly rows: number;
  readonly layout: Layout;
  readonly state: ScreenState;
  readonly focus: Focus;
  readonly caret: number;
  readonly matches: { readonly matched: number; readonly total: number };
  readonly dialog: DialogModel | null;
}) => ChromeModel) => {
  const hints = new Map<string, readonly FooterHint[]>();
  const hintsOf = (focus: Focus, level: Level): readonly FooterHint[] => {
    const key = `${focus} ${level}`;
    const known = hints.get(key) ?? footerHints(focus, level);
    hints.set(key, known);
    return known;
  };

  return ({ columns, rows, layout, state, focus, caret, matches, dialog }) => {
    const { draft, applied, error } = state.filters[state.screen];
    const { matched, total } = matches;
    return {
      columns,
      rows,
      footer:
        layout.footer === null
          ? null
          : {
              rect: layout.footer,
              hints: hintsOf(focus, isTopLevel(state) ? "top" : "below"),
            },
      filter:
        layout.filter === null
          ? null
          : {
              rect: layout.filter,
              text: draft ?? applied,
              cursor: draft === null ? null : caret,
              count: `${formatCount(matched)} of ${formatCount(total)} match`,
              error,
            },
      dialog,
    };
  };
};
