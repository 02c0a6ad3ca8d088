import { type OverlayName, type ScreenState } from "./data/screen-state.ts";
import { type Focus } from "./keys/find-action.ts";

const focusOfOverlay: Readonly<Record<Exclude<OverlayName, "none">, Focus>> = {
  help: "text",
  process: "text",
  sort: "menu",
  hosts: "menu",
};

/** What the keys go to. */
export const focusOf = ({ filters, overlay, screen }: ScreenState): Focus => {
  if (filters[screen].draft !== null) return "filter";
  return overlay === "none" ? screen : focusOfOverlay[overlay];
};
