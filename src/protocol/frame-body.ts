import * as z from "zod/mini";
import { mount } from "./host-facts.ts";
import { limits } from "./limits.ts";
import { portBinding } from "./port.ts";
import {
  bornRowFieldIds,
  type InfoFieldId,
  type NumberFieldId,
  numberFieldIds,
  processFieldNamed,
} from "./process-fields.ts";
import { isProcessStatus } from "./process-status.ts";
import { type InfoValues } from "./process-table.ts";
import { isSafeText } from "./safe-text.ts";

/*
 * What a newer agent appends (columns, cells of a born row, info fields, host numbers) passes unread:
 * its frames are relayed to readers of several versions.
 */

/**
 * `[gaps, diffs]`: the changed places of a column. The first gap is the first slot, each further gap
 * the distance to the next; a diff is the new wire integer less the old one (0 where it was absent),
 * or null where the value became absent.
 */
export type SparseNumbers = readonly [readonly number[], readonly (number | null)[]];
/** `[gaps, letters]`: the same for `status`; one letter a place, a space where it became absent. */
export type SparseLetters = readonly [readonly number[], string];

export type FrameColumns = {
  readonly [Id in NumberFieldId]?: Id extends "status" ? SparseLetters : SparseNumbers;
};

/** `[slot, pid, start, ...info]`, the info in the order of `bornRowFieldIds`, trailing nulls left out. */
export type BornRow = readonly [slot: number, pid: number, start: number, ...info: unknown[]];
/** `[slot, {field: value}]`: info fields of a living process that changed, as after exec or setuid. */
export type ChangedRow = readonly [slot: number, changed: Partial<InfoValues>];

const isWire = (value: unknown): value is number => Number.isSafeInteger(value);
const isSlot = (value: unknown): value is number =>
  isWire(value) && value >= 0 && value < limits.slots;
const isText = (value: unknown, max: number): boolean =>
  typeof value === "string" && value.length <= max && isSafeText(value);

const infoValueProblem: { [Id in InfoFieldId]: (value: unknown) => string | undefined } = {
  name: (v) => textProblem(v, limits.nameLength),
  cmdline: (v) => {
    if (!Array.isArray(v) || v.length > limits.cmdlineArgs)
      return `expected at most ${limits.cmdlineArgs} arguments`;
    let length = 0;
    for (const arg of v as unknown[]) {
      if (!isText(arg, limits.cmdlineLength)) return "expected safe text in every argument";
      length += (arg as string).length;
    }
    return length > limits.cmdlineLength
      ? `expected at most ${limits.cmdlineLength} characters in all`
      : undefined;
  },
  exe: (v) => textProblem(v, limits.pathLength),
  username: (v) => textProblem(v, limits.nameLength),
  cgroup: (v) => textProblem(v, limits.pathLength),
  cwd: (v) => textProblem(v, limits.pathLength),
  tty: (v) => textProblem(v, limits.nameLength),
  container_id: (v) => textProblem(v, limits.nameLength),
  kernel_thread: (v) => (typeof v === "boolean" ? undefined : "expected true or false"),
  ports: (v) =>
    Array.isArray(v) && v.length <= limits.ports && v.every((p) => portBinding.safeParse(p).success)
      ? undefined
      : `expected at most ${limits.ports} {protocol, address, port}`,
};

const textProblem = (value: unknown, max: number): string | undefined =>
  isText(value, max)
    ? undefined
    : `expected text of at most ${max} characters without control characters`;

const infoProblem = (id: InfoFieldId, value: unknown): string | undefined => {
  if (value === null) return undefined;
  const problem = infoValueProblem[id](value);
  return problem === undefined ? undefined : `${id}: ${problem}`;
};

const bornRowsProblem = (value: unknown): string | undefined => {
  if (!Array.isArray(value)) return "expected an array of born rows";
  for (const [i, row] of (value as unknown[]).entries()) {
    if (!Array.isArray(row) || row.length < 3 || row.length > limits.rowCells)
      return `row ${i}: expected [slot, pid, start, ...info]`;
    const cells = row as unknown[];
    if (!isSlot(cells[0])) return `row ${i}: expected a slot from 0 to ${limits.slots - 1}`;
    if (!isWire(cells[1]) || cells[1] < 0) return `row ${i}: expected a pid`;
    if (!isWire(cells[2])) return `row ${i}: expected a start in milliseconds`;
    for (let c = 3; c < cells.length; c++) {
      const id = bornRowFieldIds[c - 3];
      if (id === undefined) break; // A newer agent's.
      const problem = infoProblem(id, cells[c]);
      if (problem !== undefined) return `row ${i}: ${problem}`;
    }
  }
  return undefined;
};

const changedRowsProblem = (value: unknown): string | undefined => {
  if (!Array.isArray(value)) return "expected an array of changed rows";
  for (const [i, row] of (value as unknown[]).entries()) {
    if (!Array.isArray(row) || row.length !== 2 || !isSlot(row[0]) || !isRecord(row[1]))
      return `row ${i}: expected [slot, {field: value}]`;
    for (const [id, cell] of Object.entries(row[1])) {
      if (!Object.hasOwn(infoValueProblem, id)) continue;
      const problem = infoProblem(id as InfoFieldId, cell);
      if (problem !== undefined) return `row ${i}: ${problem}`;
    }
  }
  return undefined;
};

const gapsProblem = (
  gaps: readonly unknown[],
  length: number,
  bound: number,
): string | undefined => {
  if (gaps.length !== length) return `expected as many gaps as values (${gaps.length}, ${length})`;
  let at = 0;
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i];
    if (!isWire(gap) || gap < (i === 0 ? 0 : 1)) return `gap ${i}: expected a positive integer`;
    at += gap;
    if (at >= bound) return `gap ${i}: ${at} is past the last place, ${bound - 1}`;
  }
  return undefined;
};

const numbersProblem = (value: unknown, bound: number): string | undefined => {
  if (
    !Array.isArray(value) ||
    value.length !== 2 ||
    !Array.isArray(value[0]) ||
    !Array.isArray(value[1])
  )
    return "expected [gaps, diffs]";
  const diffs = value[1] as unknown[];
  for (let i = 0; i < diffs.length; i++) {
    if (diffs[i] !== null && !isWire(diffs[i])) return `diff ${i}: expected an integer or null`;
  }
  return gapsProblem(value[0], diffs.length, bound);
};

const lettersProblem = (value: unknown): string | undefined => {
  if (
    !Array.isArray(value) ||
    value.length !== 2 ||
    !Array.isArray(value[0]) ||
    typeof value[1] !== "string"
  )
    return "expected [gaps, letters]";
  for (const letter of value[1])
    if (letter !== " " && !isProcessStatus(letter)) return "expected letters of process states";
  return gapsProblem(value[0], value[1].length, limits.slots);
};

const isNumberFieldId = (id: string): id is NumberFieldId =>
  (numberFieldIds as readonly string[]).includes(id) && processFieldNamed(id) === id;

const columnsProblem = (value: unknown): string | undefined => {
  if (!isRecord(value)) return "expected an object of columns";
  for (const [id, sparse] of Object.entries(value)) {
    if (!isNumberFieldId(id)) continue;
    const problem = id === "status" ? lettersProblem(sparse) : numbersProblem(sparse, limits.slots);
    if (problem !== undefined) return `${id}: ${problem}`;
  }
  return undefined;
};

const slotsProblem = (value: unknown): string | undefined =>
  Array.isArray(value) && value.every(isSlot) ? undefined : "expected an array of slots";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A schema that is one loop over plain values. Measured against `z.array(z.int())` and friends: a
 * steady frame of 300 processes validates an order of magnitude cheaper (docs/performance.md).
 */
const checked = <T>(problemOf: (value: unknown) => string | undefined, meaning: string) =>
  z
    .optional(
      z.custom<T>().check(
        z.superRefine((value, context) => {
          const problem = problemOf(value);
          if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
        }),
      ),
    )
    .check(z.describe(meaning));

const natural = (meaning: string) => z.int().check(z.minimum(0), z.describe(meaning));

export const frameBodyShape = {
  q: natural("Sequence number within the agent's epoch, one more than the frame before."),
  t: natural("Wall clock of the sample, milliseconds since 1970."),
  e: natural(
    "Monotonic milliseconds since the sample before (suspended time not counted), 0 for the first.",
  ),
  x: checked<readonly number[]>(slotsProblem, "Slots whose process is gone. Applied first."),
  n: checked<readonly BornRow[]>(bornRowsProblem, "Processes that are new."),
  r: checked<readonly ChangedRow[]>(changedRowsProblem, "Info fields that changed."),
  c: checked<FrameColumns>(columnsProblem, "Changed numbers, a sparse column a field."),
  h: checked<SparseNumbers>(
    (value) => numbersProblem(value, limits.hostNumbers),
    "Changed host fields, sparse, by field number.",
  ),
  cores: z
    .optional(
      z.nullable(
        z.array(z.nullable(z.int().check(z.minimum(0), z.maximum(100)))).check(z.maxLength(65_536)),
      ),
    )
    .check(z.describe("Busy percents of all cores, when one changed.")),
  mounts: z
    .optional(z.nullable(z.array(mount).check(z.maxLength(limits.mounts))))
    .check(z.describe("All mounts, when one changed.")),
};

/** The part that `key` and `delta` frames share. */
const frameBody = z.object(frameBodyShape);
export type FrameBody = z.infer<typeof frameBody>;
