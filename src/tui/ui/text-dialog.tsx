import { Box, Text } from "ink";
import { Dialog, type DialogProps } from "./dialog.tsx";
import { type TextLine } from "./text-layout.ts";

export interface TextDialogProps extends Omit<DialogProps, "children"> {
  /** Rows of lines that fit. */
  readonly rows: number;
  /** As `layOutText` gives them. */
  readonly lines: readonly TextLine[];
  /** The first line shown. */
  readonly scroll: number;
}

/** Labelled lines to read and scroll: the help, the fields of a process. */
export const TextDialog = ({ title, rows, lines, scroll, ...frame }: TextDialogProps) => {
  const end = Math.min(lines.length, scroll + rows);
  const position = lines.length > rows ? `  ${scroll + 1}-${end} of ${lines.length}` : "";
  return (
    <Dialog {...frame} title={`${title}${position}`}>
      {lines.slice(scroll, end).map(({ label, text, heading }, i) => (
        <Box key={scroll + i} height={1} overflow="hidden">
          <Box flexShrink={0}>
            <Text bold underline={heading === true} wrap="truncate">
              {label}
            </Text>
          </Box>
          <Text wrap="truncate">{text}</Text>
        </Box>
      ))}
    </Dialog>
  );
};
