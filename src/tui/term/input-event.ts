export type NamedKey =
  | "up"
  | "down"
  | "left"
  | "right"
  | "home"
  | "end"
  | "pageup"
  | "pagedown"
  | "insert"
  | "delete"
  | "backspace"
  | "tab"
  | "enter"
  | "escape"
  | "space"
  | `f${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}`;

export interface KeyModifiers {
  readonly ctrl: boolean;
  readonly alt: boolean;
  /** Not set where the character itself shows it, as in `G`. */
  readonly shift: boolean;
}

export interface KeyEvent extends KeyModifiers {
  readonly kind: "key";
  /** A `NamedKey`, or the one character that the key types. */
  readonly key: string;
}

export interface MouseEvent extends KeyModifiers {
  readonly kind: "mouse";
  readonly action: "press" | "release" | "move" | "wheelup" | "wheeldown";
  readonly button: "left" | "middle" | "right" | "none";
  /** From 0, as the grid counts. */
  readonly row: number;
  readonly column: number;
}

interface PasteEvent {
  readonly kind: "paste";
  /** As pasted: not made safe, with its line ends. */
  readonly text: string;
  /** Bytes beyond `maxPasteBytes`, left out. */
  readonly droppedBytes: number;
}

interface FocusEvent {
  readonly kind: "focus";
  readonly focused: boolean;
}

/** Bytes that mean no key. */
interface UnknownEvent {
  readonly kind: "unknown";
  readonly bytes: number;
}

export type InputEvent = KeyEvent | MouseEvent | PasteEvent | FocusEvent | UnknownEvent;

export const noModifiers: KeyModifiers = { ctrl: false, alt: false, shift: false };

export const keyEvent = (key: string, modifiers: KeyModifiers = noModifiers): KeyEvent => ({
  kind: "key",
  key,
  ctrl: modifiers.ctrl,
  alt: modifiers.alt,
  shift: modifiers.shift,
});

/** The name by which key tables know a key: `f5`, `G`, `ctrl+l`, `alt+x`, `shift+tab`, `ctrl+alt+shift+up`. */
export const keyName = ({ key, ctrl, alt, shift }: KeyEvent): string =>
  (ctrl ? "ctrl+" : "") + (alt ? "alt+" : "") + (shift ? "shift+" : "") + key;

/** What a key types into a line; empty where it types nothing. */
export const typedText = ({ key, ctrl, alt }: KeyEvent): string => {
  if (ctrl || alt) return "";
  if (key === "space") return " ";
  return key.length === 1 || (key.codePointAt(0) ?? 0) > 0xffff ? key : "";
};
