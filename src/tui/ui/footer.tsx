import { Box, Text } from "ink";

export interface FooterHint {
  /** As on the keyboard: `F5`, `Enter`. */
  readonly key: string;
  readonly label: string;
}

export interface FooterProps {
  readonly columns: number;
  readonly hints: readonly FooterHint[];
}

/** The last row: what the keys do here. Hints that do not fit are left out from the right. */
export const Footer = ({ columns, hints }: FooterProps) => (
  <Box width={columns} height={1} overflow="hidden">
    {fitting(hints, columns).map(({ key, label }) => (
      <Box key={key} marginRight={2} flexShrink={0}>
        <Text bold>{key}</Text>
        <Text> {label}</Text>
      </Box>
    ))}
  </Box>
);

const fitting = (hints: readonly FooterHint[], columns: number): readonly FooterHint[] => {
  let used = 0;
  return hints.filter(({ key, label }) => {
    used += key.length + 1 + label.length + 2;
    return used - 2 <= columns;
  });
};
