import { Box, Text } from "ink";
import { type FooterHint } from "./footer-hints.ts";

export interface FooterProps {
  readonly columns: number;
  readonly hints: readonly FooterHint[];
}

/** The last row: what the keys do here. */
export const Footer = ({ columns, hints }: FooterProps) => (
  <Box width={columns} height={1} overflow="hidden">
    {fittingHints(hints, columns).map(({ key, label }, i) => (
      <Box key={key} marginLeft={i === 0 ? 0 : gap} flexShrink={0}>
        <Text bold>{key}</Text>
        <Text> {label}</Text>
      </Box>
    ))}
  </Box>
);

const gap = 2;
/** The last two, which say how to get help and out, are the last to go. */
const kept = 2;

const fittingHints = (hints: readonly FooterHint[], columns: number): readonly FooterHint[] => {
  const fitting = [...hints];
  while (fitting.length > 0 && hintsWidth(fitting) > columns)
    fitting.splice(Math.max(0, fitting.length - 1 - kept), 1);
  return fitting;
};

/** Cells of the hints in one line. Keys and labels are ASCII. */
const hintsWidth = (hints: readonly FooterHint[]): number =>
  hints.reduce((sum, { key, label }) => sum + key.length + 1 + label.length + gap, -gap);
