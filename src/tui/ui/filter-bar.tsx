import { Box, Text } from "ink";

export interface FilterBarProps {
  readonly columns: number;
  readonly text: string;
  /** UTF-16 offset of the cursor in `text`; null while the filter is not being edited. */
  readonly cursor: number | null;
  /** `12 of 14881 match`. */
  readonly count: string;
  /** The token that could not be read. */
  readonly error: {
    readonly position: number;
    readonly length: number;
    readonly message: string;
  } | null;
}

/** The filter as it is typed: the text with its cursor, the faulty token marked, the count of matches. */
export const FilterBar = ({ columns, text, cursor, count, error }: FilterBarProps) => {
  const right = error === null ? count : error.message;
  const rightWidth = Math.min(right.length, Math.max(0, Math.floor((columns - 4) / 2)));
  const room = Math.max(4, columns - 2 - (rightWidth > 0 ? rightWidth + 2 : 0));
  const start = Math.max(0, (cursor ?? 0) - room + 1);
  return (
    <Box width={columns} height={1} overflow="hidden">
      <Text bold>{"/ "}</Text>
      <Box width={room} flexShrink={0} overflow="hidden">
        {piecesOf(text, cursor, error, start, room).map(({ from, piece, isCursor, isFaulty }) => (
          <Text
            key={from}
            inverse={isCursor}
            underline={isFaulty}
            {...(isFaulty && { color: "red" })}
          >
            {piece}
          </Text>
        ))}
      </Box>
      {rightWidth > 0 && (
        <Box marginLeft={2} width={rightWidth} flexShrink={0}>
          <Text wrap="truncate" {...(error === null ? { dimColor: true } : { color: "red" })}>
            {right}
          </Text>
        </Box>
      )}
    </Box>
  );
};

interface Piece {
  readonly from: number;
  readonly piece: string;
  readonly isCursor: boolean;
  readonly isFaulty: boolean;
}

/** The visible part of the text, cut where its look changes. */
const piecesOf = (
  text: string,
  cursor: number | null,
  error: FilterBarProps["error"],
  start: number,
  room: number,
): Piece[] => {
  const padded = `${text} `;
  const end = Math.min(padded.length, start + room);
  const faultEnd = error === null ? 0 : error.position + Math.max(1, error.length);
  const isFaulty = (at: number): boolean => error !== null && at >= error.position && at < faultEnd;
  const pieces: Piece[] = [];
  for (let at = start; at < end; at++) {
    const last = pieces.at(-1);
    const look = { isCursor: at === cursor, isFaulty: isFaulty(at) };
    if (last !== undefined && last.isCursor === look.isCursor && last.isFaulty === look.isFaulty)
      pieces[pieces.length - 1] = { ...last, piece: last.piece + padded[at] };
    else pieces.push({ from: at, piece: padded[at] as string, ...look });
  }
  return pieces;
};
