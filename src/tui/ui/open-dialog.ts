import { type Field } from "../../protocol/field.ts";
import { processFields } from "../../protocol/process-fields.ts";
import { type Fleet } from "../data/fleet.ts";
import { hostSortFields, hostSortTitles } from "../data/hosts-view.ts";
import { parseIdentity } from "../data/identity.ts";
import { type ScreenAction } from "../data/screen-action.ts";
import { type ScreenState } from "../data/screen-state.ts";
import { type SortField, sortFields, titleOfSort } from "../data/sort-field.ts";
import { type DialogModel } from "./chrome.tsx";
import { helpLines } from "./help-lines.ts";
import { type MenuItem } from "./menu-dialog.tsx";
import { processLines } from "./process-lines.ts";
import { type TextLine } from "./text-dialog.tsx";

/** Where one is in the open dialog. */
export interface DialogPlace {
  /** The chosen item of a menu, or the first line shown of a text. */
  readonly cursor: number;
  /** The process that a process dialog is about. */
  readonly subject: string | null;
}

/** An open dialog: what it shows, how far its cursor goes, and what choosing an item does. */
export interface OpenDialog {
  readonly model: DialogModel;
  /** The highest place of the cursor. */
  readonly last: number;
  readonly choose: (cursor: number) => ScreenAction;
}

const close: ScreenAction = { type: "open", overlay: "none" };

/** The dialog that is open, or null. `rows` and `width` are those of its text. */
export const openDialog = (
  state: ScreenState,
  place: DialogPlace,
  fleet: Fleet,
  { rows, width }: { readonly rows: number; readonly width: number },
): OpenDialog | null => {
  switch (state.overlay) {
    case "none":
      return null;
    case "help":
      return textDialog("Keys", helpLines(state.screen), place, rows);
    case "process":
      return textDialog("Process", subjectLines(place.subject, fleet, width), place, rows);
    case "sort":
      return state.screen === "hosts" ? hostSortMenu(state, place) : processSortMenu(state, place);
    case "hosts":
      return hostMenu(state, place, fleet);
  }
};

/** Where the cursor begins: on the item of a menu that is in force. */
export const firstPlace = ({ model }: OpenDialog): number =>
  model.kind === "menu"
    ? Math.max(
        0,
        model.items.findIndex(({ current }) => current),
      )
    : 0;

const textDialog = (
  title: string,
  lines: readonly TextLine[],
  { cursor }: DialogPlace,
  rows: number,
): OpenDialog => {
  const last = Math.max(0, lines.length - rows);
  const scroll = Math.min(cursor, last);
  return { model: { kind: "text", title, lines, scroll }, last, choose: () => close };
};

const menu = (
  title: string,
  items: readonly MenuItem[],
  { cursor }: DialogPlace,
  choose: (index: number) => ScreenAction | undefined,
): OpenDialog => {
  const last = Math.max(0, items.length - 1);
  return {
    model: { kind: "menu", title, items, cursor: Math.min(cursor, last) },
    last,
    choose: (index) => choose(index) ?? close,
  };
};

/** Gone processes cannot be read any more; the dialog says so rather than close under one's eyes. */
const subjectLines = (subject: string | null, fleet: Fleet, width: number): TextLine[] => {
  const identity = subject === null ? undefined : parseIdentity(subject);
  const host = identity === undefined ? undefined : fleet.hostNamed(identity.host);
  const slot = host?.state.processes.slotOfPid(identity?.pid ?? -1);
  if (
    host === undefined ||
    slot === undefined ||
    host.state.processes.start[slot] !== identity?.start
  )
    return [{ label: "gone", text: "the process has ended" }];
  return processLines(host, slot, Math.max(16, width - 24));
};

const noteOf = (field: SortField): string => {
  if (field === "host") return "the host it runs on";
  const { description }: Field = processFields[field];
  return description;
};

const processSortMenu = (state: ScreenState, place: DialogPlace): OpenDialog =>
  menu(
    "Sort processes by",
    sortFields.map((field) => ({
      label: titleOfSort(field),
      note: noteOf(field),
      current: field === state.processSort.field,
    })),
    place,
    (index) => {
      const field = sortFields[index];
      return field === undefined ? undefined : { type: "sort", field };
    },
  );

const hostSortMenu = (state: ScreenState, place: DialogPlace): OpenDialog =>
  menu(
    "Sort hosts by",
    hostSortFields.map((field) => ({
      label: hostSortTitles[field],
      current: field === state.hostSort.field,
    })),
    place,
    (index) => {
      const field = hostSortFields[index];
      return field === undefined ? undefined : { type: "sort-hosts", field };
    },
  );

const hostMenu = (state: ScreenState, place: DialogPlace, fleet: Fleet): OpenDialog => {
  const hosts = [null, ...fleet.hosts.map(({ host }) => host)];
  return menu(
    "Processes of",
    hosts.map((host) => ({
      label: host ?? "all hosts",
      note: host === null ? "" : (fleet.hostNamed(host)?.facts.os_name ?? ""),
      current: host === state.scope,
    })),
    place,
    (index) => {
      const host = hosts[index];
      return host === undefined ? undefined : { type: "scope", host };
    },
  );
};
