import { Box, type BoxProps, Text } from "ink";
import { type ReactNode } from "react";

export interface DialogProps {
  readonly title: string;
  readonly width: number;
  /** Stands in the last line. */
  readonly hint: string;
  /** False without UTF-8: the frame is then drawn in ASCII. */
  readonly unicode: boolean;
  readonly children: ReactNode;
}

const asciiBorder: NonNullable<BoxProps["borderStyle"]> = {
  topLeft: "+",
  top: "-",
  topRight: "+",
  right: "|",
  bottomRight: "+",
  bottom: "-",
  bottomLeft: "+",
  left: "|",
};

/** A framed box over the screen. */
export const Dialog = ({ title, width, hint, unicode, children }: DialogProps) => (
  <Box
    width={width}
    flexDirection="column"
    borderStyle={unicode ? "single" : asciiBorder}
    paddingX={1}
  >
    <Text bold wrap="truncate">
      {title}
    </Text>
    {children}
    <Text dimColor wrap="truncate">
      {hint}
    </Text>
  </Box>
);
