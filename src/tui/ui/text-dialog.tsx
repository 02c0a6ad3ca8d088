import { Box, Text } from "ink";
import { Dialog } from "./dialog.tsx";

export interface TextLine {
  /** Bold, in a column of its own; empty for none. */
  readonly label: string;
  readonly text: string;
  /** A line that heads a group. */
  readonly heading?: boolean;
}

export interface TextDialogProps {
  readonly title: string;
  readonly width: number;
  /** Rows of lines that fit. */
  readonly rows: number;
  readonly lines: readonly TextLine[];
  /** The first line shown. */
  readonly scroll: number;
  readonly hint: string;
  readonly unicode: boolean;
}

/** Labelled lines to read and scroll: the help, the fields of a process. */
export const TextDialog = ({
  title,
  width,
  rows,
  lines,
  scroll,
  hint,
  unicode,
}: TextDialogProps) => {
  const labelWidth = Math.min(
    Math.max(...lines.map(({ label, heading }) => (heading === true ? 0 : label.length)), 0),
    Math.floor(width / 2),
  );
  const position =
    lines.length > rows
      ? `  ${scroll + 1}-${Math.min(lines.length, scroll + rows)} of ${lines.length}`
      : "";
  return (
    <Dialog title={`${title}${position}`} width={width} hint={hint} unicode={unicode}>
      {lines.slice(scroll, scroll + rows).map(({ label, text, heading }, i) => (
        <Box key={scroll + i} height={1} overflow="hidden">
          <Text bold underline={heading === true} wrap="truncate">
            {heading === true ? label : label.padEnd(labelWidth)}
          </Text>
          <Text wrap="truncate">{text === "" ? "" : `  ${text}`}</Text>
        </Box>
      ))}
    </Dialog>
  );
};
