import { isDeepStrictEqual } from "node:util";
import { type Fleet } from "./data/fleet.ts";
import { type ScreenAction } from "./data/screen-action.ts";
import { type ScreenState } from "./data/screen-state.ts";
import { type KeyAction } from "./keys/key-table.ts";
import { type DialogSize } from "./ui/dialog-layout.ts";
import { type DialogModel } from "./ui/dialog-model.ts";
import { type DialogSubject, firstPlace, type OpenDialog, openDialog } from "./ui/open-dialog.ts";

/** The open dialog and where one is in it. */
export interface DialogPlace {
  /** Call when a dialog opens: its cursor starts on what is in force. */
  begin(state: ScreenState, subject: DialogSubject, size: DialogSize): void;
  /** What the dialog shows, or null. The same object as before unless something it shows has changed. */
  model(state: ScreenState, size: DialogSize): DialogModel | null;
  /** Moves the cursor; or what a key that chooses or closes does to the screen. */
  press(action: KeyAction, state: ScreenState, size: DialogSize): ScreenAction | undefined;
}

export const createDialogPlace = (fleet: Fleet): DialogPlace => {
  let cursor = 0;
  let subject: DialogSubject = { process: null, hosts: [] };
  let shown: DialogModel | null = null;

  const dialog = (state: ScreenState, size: DialogSize): OpenDialog | null =>
    openDialog(state, cursor, subject, fleet, size);

  /** Where a key moves the cursor to, from where it is. */
  const moved = (action: KeyAction, from: number, last: number, page: number): number | null => {
    switch (action) {
      case "dialog-up":
        return from - 1;
      case "dialog-down":
        return from + 1;
      case "dialog-page-up":
        return from - page;
      case "dialog-page-down":
        return from + page;
      case "dialog-first":
        return 0;
      case "dialog-last":
        return last;
      default:
        return null;
    }
  };

  return {
    begin: (state, about, size) => {
      subject = about;
      cursor = 0;
      const opened = dialog(state, size);
      if (opened !== null) cursor = firstPlace(opened);
    },
    model: (state, size) => {
      const model = dialog(state, size)?.model ?? null;
      if (!isDeepStrictEqual(model, shown)) shown = model;
      return shown;
    },
    press: (action, state, size) => {
      if (action === "dialog-close") return { type: "open", overlay: "none" };
      const opened = dialog(state, size);
      if (opened === null) return undefined;
      // A text may have become shorter since the last key.
      const from = Math.min(cursor, opened.last);
      if (action === "dialog-choose") return opened.choose(from);
      const to = moved(action, from, opened.last, size.rows);
      if (to !== null) cursor = Math.max(0, Math.min(to, opened.last));
      return undefined;
    },
  };
};
