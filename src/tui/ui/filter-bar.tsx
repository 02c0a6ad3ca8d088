import { Box, Text } from "ink";
import { charactersOf } from "../edit-line.ts";
import { textWidth } from "../term/width.ts";

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

const prompt = "/ ";
/** Cells between the text and what stands right of it. */
const gap = 2;
const leastText = 4;

/** The filter as it is typed: the text with its cursor, the faulty token marked, the count of matches. */
export const FilterBar = ({ columns, text, cursor, count, error }: FilterBarProps) => {
  const right = error === null ? count : error.message;
  // A message says what to do: it may take all that the text leaves.
  const least = error === null ? Math.floor(columns / 2) : textWidth(text) + 1;
  const most = Math.max(
    Math.floor((columns - leastText) / 2),
    columns - prompt.length - gap - Math.max(leastText, least),
  );
  const rightWidth = Math.min(textWidth(right), most);
  const room = Math.max(leastText, columns - prompt.length - rightWidth - gap);
  return (
    <Box width={columns} height={1} overflow="hidden">
      <Box flexShrink={0}>
        <Text bold>{prompt}</Text>
      </Box>
      <Box width={room} flexShrink={0} overflow="hidden">
        {piecesOf(text, cursor, error, room).map(({ from, piece, isCursor, isFaulty }) => (
          <Box key={from} flexShrink={0}>
            <Text inverse={isCursor} underline={isFaulty} {...(isFaulty && { color: "red" })}>
              {piece}
            </Text>
          </Box>
        ))}
      </Box>
      {rightWidth > 0 && (
        <Box marginLeft={gap} width={rightWidth} flexShrink={0}>
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

interface Character {
  readonly from: number;
  readonly text: string;
  readonly cells: number;
}

/** The part of the text that is in sight, the cursor in it, cut where its look changes. */
const piecesOf = (
  text: string,
  cursor: number | null,
  error: FilterBarProps["error"],
  room: number,
): Piece[] => {
  const faultEnd = error === null ? 0 : error.position + Math.max(1, error.length);
  const pieces: Piece[] = [];
  for (const { from, text: character } of inSight(placed(`${text} `), cursor ?? 0, room)) {
    const isCursor = from === cursor;
    const isFaulty = error !== null && from >= error.position && from < faultEnd;
    const last = pieces.at(-1);
    if (last !== undefined && last.isCursor === isCursor && last.isFaulty === isFaulty)
      pieces[pieces.length - 1] = { ...last, piece: last.piece + character };
    else pieces.push({ from, piece: character, isCursor, isFaulty });
  }
  return pieces;
};

const placed = (text: string): Character[] => {
  let from = 0;
  return charactersOf(text).map((character) => {
    from += character.length;
    return {
      from: from - character.length,
      text: character,
      cells: Math.max(1, textWidth(character)),
    };
  });
};

/** As many characters as fit into `room` cells, from the start if the cursor is then among them. */
const inSight = (characters: readonly Character[], cursor: number, room: number): Character[] => {
  const at = Math.max(
    0,
    characters.findIndex(({ from, text }) => from + text.length > cursor),
  );
  let used = 0;
  let start = at + 1;
  while (start > 0 && used + (characters[start - 1] as Character).cells <= room) {
    start--;
    used += (characters[start] as Character).cells;
  }
  let end = at + 1;
  while (end < characters.length && used + (characters[end] as Character).cells <= room) {
    used += (characters[end] as Character).cells;
    end++;
  }
  return characters.slice(start, end);
};
