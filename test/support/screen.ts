import xterm from "@xterm/headless";

/** One cell of the emulated screen. Colours: -1 default, 0 to 255 palette, from 2^24 on 24 bits. */
export interface ScreenCell {
  readonly text: string;
  readonly fg: number;
  readonly bg: number;
  /** Of `bdiur`: bold, dim, italic, underline, inverse. */
  readonly attributes: string;
}

/** A real terminal emulator without a window, for what we write. */
export interface Screen {
  feed(bytes: string | Uint8Array): Promise<void>;
  /** The rows as text, trailing blanks cut off. */
  text(): string[];
  cell(row: number, column: number): ScreenCell;
  /** All cells as one string per row, looks included: equal strings look equal. */
  looks(): string[];
  cursor(): { row: number; column: number };
  isAlternate(): boolean;
  /** Whether a frame is under way: between the begin and the end of synchronized output. */
  isInFrame(): boolean;
  /** How the emulator answered, for example to a request for its position. */
  answers(): string;
  resize(columns: number, rows: number): void;
  close(): void;
}

export const createScreen = (columns: number, rows: number): Screen => {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    scrollback: 0,
  });
  let answers = "";
  terminal.onData((data) => {
    answers += data;
  });

  const cell = (row: number, column: number): ScreenCell => {
    const { active } = terminal.buffer;
    const found = active.getLine(active.baseY + row)?.getCell(column);
    if (found === undefined) throw new Error(`no cell at row ${row}, column ${column}`);
    const colour = (isDefault: boolean, isRgb: boolean, code: number): number =>
      isDefault ? -1 : isRgb ? 0x1000000 + code : code;
    return {
      // The right half of a wide glyph has width 0 and no text; an erased cell has width 1 and none.
      text: found.getWidth() === 0 ? "" : found.getChars() || " ",
      fg: colour(found.isFgDefault(), found.isFgRGB(), found.getFgColor()),
      bg: colour(found.isBgDefault(), found.isBgRGB(), found.getBgColor()),
      attributes: [
        found.isBold() !== 0 ? "b" : "",
        found.isDim() !== 0 ? "d" : "",
        found.isItalic() !== 0 ? "i" : "",
        found.isUnderline() !== 0 ? "u" : "",
        found.isInverse() !== 0 ? "r" : "",
      ].join(""),
    };
  };

  return {
    feed: (bytes) => new Promise((resolve) => terminal.write(bytes, resolve)),
    text: () =>
      Array.from({ length: terminal.rows }, (_, row) => {
        const { active } = terminal.buffer;
        return (
          active
            .getLine(active.baseY + row)
            // After a resize a line may be longer than the screen is wide.
            ?.translateToString(true, 0, terminal.cols)
            .trimEnd() ?? ""
        );
      }),
    cell,
    looks: () =>
      Array.from({ length: terminal.rows }, (_, row) =>
        Array.from({ length: terminal.cols }, (_unused, column) => lookOf(cell(row, column))).join(
          "|",
        ),
      ),
    cursor: () => ({
      row: terminal.buffer.active.cursorY,
      column: terminal.buffer.active.cursorX,
    }),
    isAlternate: () => terminal.buffer.active.type === "alternate",
    isInFrame: () => terminal.modes.synchronizedOutputMode,
    answers: () => answers,
    resize: (nextColumns, nextRows) => {
      terminal.resize(nextColumns, nextRows);
    },
    close: () => {
      terminal.dispose();
    },
  };
};

/** A blank shows its background, and its foreground only when underlined or inverse. */
export const lookOf = ({ text, fg, bg, attributes }: ScreenCell): string => {
  if (text !== " ") return `${text}:${fg}:${bg}:${attributes}`;
  const drawn = attributes.replaceAll(/[bdi]/g, "");
  return drawn === "" ? ` :${bg}` : ` :${fg}:${bg}:${attributes}`;
};
