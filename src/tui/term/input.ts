import { type Clock } from "../../protocol/effects.ts";
import {
  mouseEvent,
  parseControlSequence,
  parseLinuxFunctionKey,
  parseSingleShift,
} from "./control-sequence.ts";
import { type InputEvent, keyEvent } from "./input-event.ts";
import { createPasteBuffer } from "./paste-buffer.ts";

/** Turns the bytes of a terminal into keys, clicks and pastes, however they are cut into chunks. */
export interface InputDecoder {
  push(bytes: Uint8Array): void;
  readonly counts: { readonly unknownBytes: number; readonly droppedPasteBytes: number };
  /** Forgets what is half read. No event follows. */
  close(): void;
}

export interface InputDecoderOptions {
  readonly clock: Clock;
  readonly onEvent: (event: InputEvent) => void;
}

/** A terminal sends the bytes of one key together; a lone Esc this long is the key. */
const escapeMs = 25;
/** A sequence that has begun may cross a network in two pieces; nobody types one. */
const sequenceMs = 100;
/** A paste whose end never comes. */
const pasteMs = 3000;
/** The longest sequence of ours is an SGR mouse report of 20 bytes. */
const maxSequenceBytes = 64;

const escape = 0x1b;
const pasteStart = "200";
const pasteEnd = "201";

type State =
  | "ground"
  | "escape"
  | "csi"
  | "ss3"
  | "linux"
  | "mouse"
  | "answer"
  | "answerEscape"
  | "utf8"
  | "paste";

export const createInputDecoder = ({ clock, onEvent }: InputDecoderOptions): InputDecoder => {
  let state: State = "ground";
  /** The bytes of the sequence or character under way after its introducer, as a string of bytes. */
  let read = "";
  /** An Esc stood before the introducer: Alt, as rxvt and PuTTY send it. */
  let alt = false;
  let cancelTimeout: (() => void) | undefined;
  const paste = createPasteBuffer();
  const counts = { unknownBytes: 0, droppedPasteBytes: 0 };

  const emit = (event: InputEvent | null | undefined, bytes: number): void => {
    state = "ground";
    const withAlt = alt;
    read = "";
    alt = false;
    if (event === undefined) return;
    if (event === null) {
      counts.unknownBytes += bytes;
      onEvent({ kind: "unknown", bytes });
    } else if (withAlt && event.kind === "key") {
      onEvent({ ...event, alt: true });
    } else {
      onEvent(event);
    }
  };
  const unknown = (introducerBytes: number): void => {
    emit(null, introducerBytes + read.length + (alt ? 1 : 0));
  };
  const enter = (next: State): void => {
    state = next;
    read = "";
  };

  const onGround = (byte: number): void => {
    if (byte === escape) {
      enter("escape");
    } else if (byte < 0x80) {
      emit(asciiKey(byte), 1);
    } else if (byte >= 0xc2 && byte <= 0xf4) {
      enter("utf8");
      read = String.fromCharCode(byte);
    } else {
      emit(null, 1);
    }
  };

  const onUtf8 = (byte: number): void => {
    if (byte < 0x80 || byte > 0xbf) {
      unknown(0);
      onByte(byte);
      return;
    }
    read += String.fromCharCode(byte);
    const first = read.charCodeAt(0);
    if (read.length < (first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4)) return;
    const character = Buffer.from(read, "latin1").toString("utf8");
    // U+0080 to U+009F are controls, and a character cut wrong decodes as several replacements.
    const code = character.codePointAt(0) ?? 0;
    const isOne = character.length === (code > 0xffff ? 2 : 1) && code >= 0xa0;
    emit(isOne ? keyEvent(character) : null, read.length);
  };

  const onEscape = (byte: number): void => {
    if (byte === escape) {
      // Esc twice, or Alt with a key that begins with Esc: the next byte tells.
      const twice = alt;
      alt = false;
      if (twice) emit(keyEvent("escape"), 1);
      enter("escape");
      alt = true;
      return;
    }
    if (byte === 0x5b) enter("csi");
    else if (byte === 0x4f) enter("ss3");
    else if (byte === 0x5d || byte === 0x50) {
      enter("answer");
      read = String.fromCharCode(byte);
    } else {
      const doubled = alt;
      alt = false;
      if (doubled) emit(keyEvent("escape"), 1);
      alt = true;
      onGround(byte);
    }
  };

  const onCsi = (byte: number): void => {
    if (byte < 0x20 || byte > 0x7e) {
      unknown(2);
      onByte(byte);
      return;
    }
    const character = String.fromCharCode(byte);
    if (read === "" && byte === 0x5b) {
      enter("linux");
    } else if (read === "" && character === "M") {
      enter("mouse");
    } else if (byte >= 0x40 || (character === "$" && /^\d+$/.test(read))) {
      finishCsi(character);
    } else {
      read += character;
      if (read.length > maxSequenceBytes) unknown(2);
    }
  };

  const finishCsi = (final: string): void => {
    if (final === "~" && read === pasteStart) {
      enter("paste");
      alt = false;
    } else if (final === "~" && read === pasteEnd) {
      emit(null, 6);
    } else {
      emit(parseControlSequence(read, final), read.length + 3);
    }
  };

  const onSs3 = (byte: number): void => {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) {
      // Alt and O, then another key.
      emit(keyEvent("O", { ctrl: false, alt: true, shift: false }), 2);
      onByte(byte);
    } else if (read === "" && byte >= 0x31 && byte <= 0x38) {
      read = character;
    } else {
      emit(parseSingleShift(read, character), 3 + read.length);
    }
  };

  const onMouse = (byte: number): void => {
    if (byte < 0x20) {
      unknown(3);
      onByte(byte);
      return;
    }
    read += String.fromCharCode(byte);
    if (read.length < 3) return;
    const [code = 0, column = 0, row = 0] = Array.from(read, (each) => each.charCodeAt(0) - 0x20);
    emit(mouseEvent(code, column, row, false), 6);
  };

  /** An answer of the terminal that nobody asked for, `OSC` or `DCS` with a number, up to its end. */
  const onAnswer = (byte: number): void => {
    const introducer = read.charAt(0);
    if (read.length === 1 && !(byte >= 0x30 && byte <= 0x3f)) {
      emit(keyEvent(introducer, { ctrl: false, alt: true, shift: false }), 2);
      onByte(byte);
    } else if (byte === 0x07) {
      unknown(2);
    } else if (byte === escape) {
      state = "answerEscape";
    } else if (read.length < 4096) {
      read += String.fromCharCode(byte);
    } else {
      unknown(2);
    }
  };

  const onAnswerEscape = (byte: number): void => {
    unknown(3);
    if (byte === 0x5c) return;
    enter("escape");
    onByte(byte);
  };

  const onPaste = (byte: number): void => {
    if (paste.push(byte)) finishPaste();
  };

  const finishPaste = (): void => {
    const { text, droppedBytes } = paste.take();
    counts.droppedPasteBytes += droppedBytes;
    emit({ kind: "paste", text, droppedBytes }, 0);
  };

  const onByte = (byte: number): void => {
    states[state](byte);
  };
  const states: Readonly<Record<State, (byte: number) => void>> = {
    ground: onGround,
    escape: onEscape,
    csi: onCsi,
    ss3: onSs3,
    linux: (byte) => emit(parseLinuxFunctionKey(String.fromCharCode(byte)), 4),
    mouse: onMouse,
    answer: onAnswer,
    answerEscape: onAnswerEscape,
    utf8: onUtf8,
    paste: onPaste,
  };

  /** What was half read is not going to be completed: what it means as it stands. */
  const onTimeout = (): void => {
    cancelTimeout = undefined;
    const altKey = (key: string): void => {
      emit(keyEvent(key, { ctrl: false, alt: true, shift: false }), 2);
    };
    if (state === "escape") {
      const twice = alt;
      alt = false;
      if (twice) emit(keyEvent("escape"), 1);
      emit(keyEvent("escape"), 1);
    } else if (state === "csi" && read === "") altKey("[");
    else if (state === "ss3" && read === "") altKey("O");
    else if (state === "answer" && read.length === 1) altKey(read);
    else if (state === "paste") finishPaste();
    else unknown(state === "utf8" ? 0 : 2);
  };

  return {
    push: (bytes) => {
      cancelTimeout?.();
      cancelTimeout = undefined;
      for (const byte of bytes) onByte(byte);
      if (state === "ground") return;
      const ms = state === "escape" ? escapeMs : state === "paste" ? pasteMs : sequenceMs;
      cancelTimeout = clock.after(ms, onTimeout);
    },
    counts,
    close: () => {
      cancelTimeout?.();
      cancelTimeout = undefined;
      state = "ground";
      read = "";
      alt = false;
      paste.take();
    },
  };
};

/** The key of one byte below 0x80 other than Esc. */
const asciiKey = (byte: number): InputEvent => {
  const ctrl = { ctrl: true, alt: false, shift: false };
  if (byte > 0x20 && byte < 0x7f) return keyEvent(String.fromCharCode(byte));
  switch (byte) {
    case 0x00:
      return keyEvent("space", ctrl);
    // Backspace is 0x7f in most terminals and 0x08 in some, which Ctrl-H is as well.
    case 0x08:
    case 0x7f:
      return keyEvent("backspace");
    case 0x09:
      return keyEvent("tab");
    case 0x0a:
    case 0x0d:
      return keyEvent("enter");
    case 0x20:
      return keyEvent("space");
    default:
      return keyEvent(String.fromCharCode(byte < 0x1b ? byte + 0x60 : byte + 0x40), ctrl);
  }
};
