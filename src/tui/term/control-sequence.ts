import {
  type InputEvent,
  type KeyModifiers,
  keyEvent,
  type MouseEvent,
  type NamedKey,
  noModifiers,
} from "./input-event.ts";

/** A key's bit set plus one: xterm, "PC-Style Function Keys" in ctlseqs; the bits above 7 are locks and other keys of kitty. */
const modifiersOf = (parameter: number | undefined): KeyModifiers => {
  const bits = parameter === undefined || parameter < 1 ? 0 : parameter - 1;
  return {
    shift: (bits & 1) !== 0,
    alt: (bits & 2) !== 0 || (bits & 32) !== 0,
    ctrl: (bits & 4) !== 0,
  };
};

const byFinal: Readonly<Record<string, NamedKey>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
};

// VT220 numbers, with Home and End of rxvt (7, 8), F1 to F5 of PuTTY and rxvt (11 to 15), and F13 to
// F20, which the Linux console and xterm send for Shift and F1 to F8.
const byNumber: ReadonlyMap<number, NamedKey> = new Map([
  [1, "home"],
  [2, "insert"],
  [3, "delete"],
  [4, "end"],
  [5, "pageup"],
  [6, "pagedown"],
  [7, "home"],
  [8, "end"],
  [11, "f1"],
  [12, "f2"],
  [13, "f3"],
  [14, "f4"],
  [15, "f5"],
  [17, "f6"],
  [18, "f7"],
  [19, "f8"],
  [20, "f9"],
  [21, "f10"],
  [23, "f11"],
  [24, "f12"],
]);
const shiftedByNumber: ReadonlyMap<number, NamedKey> = new Map([
  [25, "f1"],
  [26, "f2"],
  [28, "f3"],
  [29, "f4"],
  [31, "f5"],
  [32, "f6"],
  [33, "f7"],
  [34, "f8"],
]);

/** Keys of the application keypad (DECKPAM), `SS3 j` to `SS3 y`. */
const keypadCharacters = "*+,-./0123456789";

/**
 * What a whole CSI sequence means: `parameters` is what stands between `CSI` and the final byte. Null is a
 * sequence that is no key of ours; undefined is one to pass over in silence (a key going up).
 */
export const parseControlSequence = (
  parameters: string,
  final: string,
): InputEvent | null | undefined => {
  if (parameters.startsWith("<")) return parseMouse(parameters.slice(1), final);
  if (!/^[\d;:]*$/.test(parameters)) return null;
  if (parameters === "" && (final === "I" || final === "O")) {
    return { kind: "focus", focused: final === "I" };
  }
  const fields = parameters.split(";");
  const numbers = fields.map((field) => Number.parseInt(field, 10));
  if (isRelease(fields[1])) return undefined;
  if (final === "u") return parseKittyKey(fields);
  const modifiers = modifiersOf(numbers[1]);
  const key = byFinal[final];
  if (key !== undefined) return keyEvent(key, modifiers);
  if (final === "Z") return keyEvent("tab", { ...modifiers, shift: true });
  if (final === "~" && numbers[0] === 27 && numbers[2] !== undefined) {
    return keyOfCodePoint(numbers[2], undefined, modifiers);
  }
  // rxvt: the final byte tells the modifier, and small letters are arrows with Shift.
  if (/^[abcd]$/.test(final) && parameters === "") {
    return keyEvent(byFinal[final.toUpperCase()] as NamedKey, { ...noModifiers, shift: true });
  }
  if (!/^[~$^@]$/.test(final)) return null;
  const number = numbers[0] ?? 0;
  const named = byNumber.get(number) ?? shiftedByNumber.get(number);
  if (named === undefined) return null;
  return keyEvent(named, {
    ctrl: modifiers.ctrl || final === "^" || final === "@",
    alt: modifiers.alt,
    shift: modifiers.shift || final === "$" || final === "@" || shiftedByNumber.has(number),
  });
};

/** `SS3`, perhaps with a modifier number as old xterms send it, and a final byte. */
export const parseSingleShift = (modifier: string, final: string): InputEvent | null => {
  const modifiers = modifiersOf(modifier === "" ? undefined : Number(modifier));
  const key = byFinal[final];
  if (key !== undefined) return keyEvent(key, modifiers);
  if (final === "M") return keyEvent("enter", modifiers);
  if (final === "I") return keyEvent("tab", modifiers);
  if (final === "X") return keyEvent("=", modifiers);
  if (/^[abcd]$/.test(final)) {
    return keyEvent(byFinal[final.toUpperCase()] as NamedKey, { ...modifiers, ctrl: true });
  }
  const character = keypadCharacters[final.charCodeAt(0) - 0x6a];
  return character === undefined ? null : keyEvent(character, modifiers);
};

/** `CSI [` and a letter: F1 to F5 of the Linux console. */
export const parseLinuxFunctionKey = (final: string): InputEvent | null =>
  /^[A-E]$/.test(final) ? keyEvent(`f${final.charCodeAt(0) - 0x40}`) : null;

/** Mouse reports carry a button number: bits 0, 1, 6 and 7 the button, 2 to 4 the modifiers, 5 motion (xterm ctlseqs, "Mouse Tracking"). */
export const mouseEvent = (
  code: number,
  column: number,
  row: number,
  released: boolean,
): MouseEvent | null => {
  const buttonBits = code & 3;
  const modifiers = {
    shift: (code & 4) !== 0,
    alt: (code & 8) !== 0,
    ctrl: (code & 16) !== 0,
  };
  const place = { kind: "mouse" as const, row: row - 1, column: column - 1, ...modifiers };
  if (column < 1 || row < 1 || (code & 128) !== 0) return null;
  if ((code & 64) !== 0) {
    if (buttonBits > 1) return null;
    return { ...place, action: buttonBits === 0 ? "wheelup" : "wheeldown", button: "none" };
  }
  const button = (["left", "middle", "right", "none"] as const)[buttonBits] ?? "none";
  const action = (code & 32) !== 0 ? "move" : released || button === "none" ? "release" : "press";
  return { ...place, action, button };
};

const parseMouse = (parameters: string, final: string): InputEvent | null => {
  const match = /^(\d{1,5});(\d{1,5});(\d{1,5})$/.exec(parameters);
  if (match === null || (final !== "M" && final !== "m")) return null;
  return mouseEvent(Number(match[1]), Number(match[2]), Number(match[3]), final === "m");
};

/** The event type is the second part of the modifier field; 3 is a key going up. */
const isRelease = (field: string | undefined): boolean => field?.split(":")[1] === "3";

/** kitty keyboard protocol: `CSI code[:shifted[:base]] ; modifiers[:event] ; text u`. */
const parseKittyKey = (fields: readonly string[]): InputEvent | null => {
  const [code, shifted] = (fields[0] ?? "").split(":").map((field) => Number.parseInt(field, 10));
  const modifiers = modifiersOf(Number.parseInt(fields[1] ?? "", 10));
  return code === undefined || Number.isNaN(code) ? null : keyOfCodePoint(code, shifted, modifiers);
};

const keyOfCodePoint = (
  code: number,
  shifted: number | undefined,
  modifiers: KeyModifiers,
): InputEvent | null => {
  const named = byCodePoint.get(code);
  if (named !== undefined) return keyEvent(named, modifiers);
  const typed = code >= 57_399 && code <= 57_408 ? code - 57_399 + 0x30 : code;
  const isCharacter =
    typed > 0x20 && typed <= 0x10ffff && !(typed >= 0x7f && typed < 0xa0) && !isPrivate(typed);
  if (!isCharacter || (typed >= 0xd800 && typed <= 0xdfff)) return null;
  const character = String.fromCodePoint(typed);
  if (!modifiers.shift) return keyEvent(character, modifiers);
  const upper =
    shifted !== undefined && shifted > 0x20 && shifted <= 0x10ffff
      ? String.fromCodePoint(shifted)
      : character.toUpperCase();
  return upper !== character && upper.length === character.length
    ? keyEvent(upper, { ...modifiers, shift: false })
    : keyEvent(character, {
        ...modifiers,
        shift: character.toLowerCase() === character.toUpperCase(),
      });
};

/** kitty numbers its functional keys in the private use area. */
const isPrivate = (code: number): boolean => code >= 0xe000 && code <= 0xf8ff;

const byCodePoint: ReadonlyMap<number, string> = new Map([
  [8, "backspace"],
  [9, "tab"],
  [13, "enter"],
  [27, "escape"],
  [32, "space"],
  [127, "backspace"],
  [57_409, "."],
  [57_410, "/"],
  [57_411, "*"],
  [57_412, "-"],
  [57_413, "+"],
  [57_414, "enter"],
  [57_415, "="],
  [57_417, "left"],
  [57_418, "right"],
  [57_419, "up"],
  [57_420, "down"],
  [57_421, "pageup"],
  [57_422, "pagedown"],
  [57_423, "home"],
  [57_424, "end"],
  [57_425, "insert"],
  [57_426, "delete"],
]);
