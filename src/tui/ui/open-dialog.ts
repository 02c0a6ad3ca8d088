import { type Field } from "../../protocol/field.ts";
import { processFields } from "../../protocol/process-fields.ts";
import { type Fleet } from "../data/fleet.ts";
import { hostSortFields, hostSortTitles } from "../data/hosts-view.ts";
import { parseIdentity } from "../data/identity.ts";
import { type ScreenAction } from "../data/screen-action.ts";
import { type ScreenState } from "../data/screen-state.ts";
import { type SortField, sortFields, titleOfSort } from "../data/sort-field.ts";
import { type DialogSize } from "./dialog-layout.ts";
import { type DialogModel } from "./dialog-model.ts";
import { helpLines } from "./help-lines.ts";
import { type MenuItem } from "./menu-dialog.tsx";
import { processLines } from "./process-lines.ts";
import { layOutText, type TextLine } from "./text-layout.ts";

/** What a dialog is about, as it was when it was opened. */
export interface DialogSubject {
  /** The identity of the process under the cursor. */
  readonly process: string | null;
  /** The hosts to choose from: a menu does not move under one's fingers. */
  readonly hosts: readonly string[];
}

/** An open dialog: what it shows, how far its cursor goes, and what choosing an item does. */
export interface OpenDialog {
  readonly model: DialogModel;
  /** The highest place of the cursor. */
  readonly last: number;
  readonly choose: (cursor: number) => ScreenAction;
}

const close: ScreenAction = { type: "open", overlay: "none" };

/** The dialog that is open, or null. `cursor`: the chosen item of a menu, or the first line of a text. */
export const openDialog = (
  state: ScreenState,
  cursor: number,
  subject: DialogSubject,
  fleet: Fleet,
  size: DialogSize,
): OpenDialog | null => {
  switch (state.overlay) {
    case "none":
      return null;
    case "help":
      return textDialog("Keys", helpLines(state.screen), cursor, size);
    case "process":
      return textDialog("Process", subjectLines(subject.process, fleet, size.width), cursor, size);
    case "sort":
      return state.screen === "hosts"
        ? hostSortMenu(state, cursor)
        : processSortMenu(state, cursor);
    case "hosts":
      return hostMenu(state, cursor, subject.hosts, fleet);
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
  text: readonly TextLine[],
  cursor: number,
  { rows, width }: DialogSize,
): OpenDialog => {
  const lines = layOutText(text, width);
  const last = Math.max(0, lines.length - rows);
  const scroll = Math.min(cursor, last);
  return { model: { kind: "text", title, lines, scroll }, last, choose: () => close };
};

const menu = (
  title: string,
  items: readonly MenuItem[],
  cursor: number,
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
  if (subject === null) return [{ label: "none", text: "there is no process under the cursor" }];
  const identity = parseIdentity(subject);
  const host = identity === undefined ? undefined : fleet.hostNamed(identity.host);
  const slot = host?.state.processes.slotOfPid(identity?.pid ?? -1);
  if (
    host === undefined ||
    slot === undefined ||
    host.state.processes.start[slot] !== identity?.start
  )
    return [{ label: "gone", text: "the process has ended" }];
  return processLines(host, slot, width);
};

const noteOf = (field: SortField): string => {
  if (field === "host") return "the host it runs on";
  const { description }: Field = processFields[field];
  return (description.split(/[.;:(]/)[0] ?? "").replaceAll("`", "").trim();
};

const processSortMenu = (state: ScreenState, cursor: number): OpenDialog =>
  menu(
    "Sort processes by",
    sortFields.map((field) => ({
      label: titleOfSort(field),
      note: noteOf(field),
      current: field === state.processSort.field,
    })),
    cursor,
    (index) => {
      const field = sortFields[index];
      return field === undefined ? undefined : { type: "sort", field };
    },
  );

const hostSortMenu = (state: ScreenState, cursor: number): OpenDialog =>
  menu(
    "Sort hosts by",
    hostSortFields.map((field) => ({
      label: hostSortTitles[field],
      current: field === state.hostSort.field,
    })),
    cursor,
    (index) => {
      const field = hostSortFields[index];
      return field === undefined ? undefined : { type: "sort-hosts", field };
    },
  );

const hostMenu = (
  state: ScreenState,
  cursor: number,
  hosts: readonly string[],
  fleet: Fleet,
): OpenDialog => {
  const choices = [null, ...hosts];
  return menu(
    "Processes of",
    choices.map((host) => ({
      label: host ?? "all hosts",
      note: host === null ? "" : (fleet.hostNamed(host)?.facts.os_name ?? ""),
      current: host === state.scope,
    })),
    cursor,
    (index) => {
      const host = choices[index];
      return host === undefined ? undefined : { type: "scope", host };
    },
  );
};
