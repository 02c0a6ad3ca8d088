import { Box, Text } from "ink";
import { cutText, padText, textWidth } from "../term/width.ts";
import { baseGlyphs } from "./base-glyphs.ts";
import { Dialog, type DialogProps } from "./dialog.tsx";
import { frameColumns } from "./dialog-layout.ts";

export interface MenuItem {
  readonly label: string;
  /** Dim, behind the label. */
  readonly note?: string;
  /** The one in force now. */
  readonly current: boolean;
}

export interface MenuDialogProps extends Omit<DialogProps, "children"> {
  /** Rows of items that fit. */
  readonly rows: number;
  readonly items: readonly MenuItem[];
  readonly cursor: number;
}

/** Cells before a label: the marks of the cursor and of the item in force. */
const markColumns = 2;

/** A list to choose one item from. The window follows the cursor. */
export const MenuDialog = ({ title, rows, items, cursor, ...frame }: MenuDialogProps) => {
  const first = Math.max(0, Math.min(cursor - Math.floor(rows / 2), items.length - rows));
  const shown = items.slice(first, first + rows);
  const room = frame.width - frameColumns - markColumns - 1;
  const labelWidth = Math.min(
    room,
    items.reduce((widest, { label }) => Math.max(widest, textWidth(label)), 0),
  );
  return (
    <Dialog {...frame} title={`${title}  ${items.length === 0 ? 0 : cursor + 1}/${items.length}`}>
      {shown.map(({ label, note, current }, i) => (
        <Box key={first + i} height={1} overflow="hidden">
          <Box flexShrink={0}>
            <Text inverse={first + i === cursor} bold={current} wrap="truncate">
              {`${first + i === cursor ? ">" : " "}${current ? "*" : " "}${padText(baseGlyphs(label), labelWidth)} `}
            </Text>
          </Box>
          {note !== undefined && (
            <Text dimColor wrap="truncate">
              {cutText(` ${baseGlyphs(note)}`, room - labelWidth)}
            </Text>
          )}
        </Box>
      ))}
    </Dialog>
  );
};
