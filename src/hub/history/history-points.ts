import { type HistoryPoint } from "../../protocol/api/history.ts";
import { type ProcessFieldId } from "../../protocol/process-fields.ts";
import { type FieldValue } from "../../protocol/process-row.ts";
import { type Piece, type Track } from "../archive/piece.ts";
import { type ByteText } from "./byte-text.ts";
import { type SampleRange } from "./sample-range.ts";
import { type TrackValues, trackValuesOf } from "./track-values.ts";

/** Samples of one process, within one piece. */
export interface RawPart {
  readonly raw: Piece;
  readonly track: Track;
  readonly range: SampleRange;
}

export const pointsOf = (
  { raw, track, range }: RawPart,
  fields: readonly ProcessFieldId[],
): HistoryPoint[] => {
  const columns = fields.map((id) => ({ id, values: trackValuesOf(raw, track, id) }));
  const points: HistoryPoint[] = [];
  for (let index = range.first; index < range.end; index++) {
    const point: { time: number; [id: string]: FieldValue } = { time: raw.times[index] as number };
    for (const { id, values } of columns) {
      if ("valueAt" in values) point[id] = values.valueAt(index);
      else {
        const whole = values.wholeOf(values.wires[index - track.firstIndex] as number);
        point[id] = Number.isNaN(whole) ? null : whole / values.perUnit;
      }
    }
    points.push(point);
  }
  return points;
};

const pointBegin = '{"time":';

/**
 * The same points as JSON, each with a comma behind it. Most fields of most processes do not change from one
 * sample to the next, so that a point is the one before with some of its values written anew.
 */
export const writePoints = (
  to: ByteText,
  { raw, track, range }: RawPart,
  fields: readonly ProcessFieldId[],
): void => {
  const columns = fields.map((id) => textColumn(track.firstIndex, trackValuesOf(raw, track, id)));
  /** Where in the point before each value begins and ends, itself begins, and its time ends. */
  const starts = new Int32Array(fields.length);
  const ends = new Int32Array(fields.length);
  let pointStart = 0;
  let restStart = 0;
  let pointEnd = 0;
  const { times } = raw;
  for (let index = range.first; index < range.end; index++) {
    const isFirst = index === range.first;
    const start = to.length;
    if (isFirst) to.text(pointBegin);
    else to.again(pointStart, pointStart + pointBegin.length);
    pointStart = start;
    to.number(times[index] as number, 1);
    let copied = restStart;
    restStart = to.length;
    for (let place = 0; place < columns.length; place++) {
      const column = columns[place] as TextColumn;
      const isOther = column.moveTo(index);
      if (isFirst) {
        to.text(`,"${fields[place]}":`);
      } else if (isOther) {
        to.again(copied, starts[place] as number);
        copied = ends[place] as number;
      } else {
        const shift = to.length - copied;
        starts[place] = (starts[place] as number) + shift;
        ends[place] = (ends[place] as number) + shift;
        continue;
      }
      starts[place] = to.length;
      column.write(to);
      ends[place] = to.length;
    }
    if (isFirst) to.text("},");
    else to.again(copied, pointEnd);
    pointEnd = to.length;
  }
};

interface TextColumn {
  /** Whether the value at a sample is another than at the one before. */
  moveTo(index: number): boolean;
  /** The value at the sample moved to last. */
  write(to: ByteText): void;
}

const textColumn = (firstIndex: number, values: TrackValues): TextColumn => {
  if ("valueAt" in values) {
    let last: FieldValue | undefined;
    return {
      moveTo: (index) => {
        const before = last;
        last = values.valueAt(index);
        return last !== before;
      },
      write: (to) => to.text(JSON.stringify(last)),
    };
  }
  const { wires, perUnit, wholeOf } = values;
  let last = Number.POSITIVE_INFINITY;
  return {
    moveTo: (index) => {
      const before = last;
      last = wires[index - firstIndex] as number;
      return last !== before && !(Number.isNaN(last) && Number.isNaN(before));
    },
    write: (to) => to.number(wholeOf(last), perUnit),
  };
};
