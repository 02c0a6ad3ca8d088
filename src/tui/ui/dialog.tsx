import { Box, Text } from "ink";
import { type ReactNode } from "react";

export interface DialogProps {
  readonly title: string;
  /** Cells, the frame included. */
  readonly width: number;
  /** Stands in the last line. */
  readonly hint: string;
  readonly children: ReactNode;
}

/** A framed box over the screen. Without UTF-8 the compositor puts ASCII in place of the frame. */
export const Dialog = ({ title, width, hint, children }: DialogProps) => (
  <Box width={width} flexDirection="column" borderStyle="single" paddingX={1}>
    <Text bold wrap="truncate">
      {title}
    </Text>
    {children}
    <Text dimColor wrap="truncate">
      {hint}
    </Text>
  </Box>
);
