import { Box, Text } from "ink";
import { Dialog } from "./dialog.tsx";

export interface MenuItem {
  readonly label: string;
  /** Dim, behind the label. */
  readonly note?: string;
  /** The one in force now. */
  readonly current: boolean;
}

export interface MenuDialogProps {
  readonly title: string;
  readonly width: number;
  /** Rows of items that fit. */
  readonly rows: number;
  readonly items: readonly MenuItem[];
  readonly cursor: number;
  readonly hint: string;
  readonly unicode: boolean;
}

/** A list to choose one item from. The window follows the cursor. */
export const MenuDialog = ({
  title,
  width,
  rows,
  items,
  cursor,
  hint,
  unicode,
}: MenuDialogProps) => {
  const first = Math.max(0, Math.min(cursor - Math.floor(rows / 2), items.length - rows));
  const labelWidth = Math.max(...items.map(({ label }) => label.length), 0);
  return (
    <Dialog
      title={`${title}  ${items.length === 0 ? 0 : cursor + 1}/${items.length}`}
      width={width}
      hint={hint}
      unicode={unicode}
    >
      {items.slice(first, first + rows).map(({ label, note, current }, i) => (
        <Box key={first + i} height={1} overflow="hidden">
          <Text inverse={first + i === cursor} bold={current} wrap="truncate">
            {`${first + i === cursor ? ">" : " "}${current ? "*" : " "}${label.padEnd(labelWidth)} `}
          </Text>
          {note !== undefined && (
            <Text dimColor wrap="truncate">
              {` ${note}`}
            </Text>
          )}
        </Box>
      ))}
    </Dialog>
  );
};
