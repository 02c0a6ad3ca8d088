/*
 * How one number moves over samples. Three shapes, of which a writer takes the shortest:
 *
 *     7                      7 at the first sample and at every later one
 *     null                   absent throughout
 *     [7,[2,1],[5,null]]     7, then 12 two samples on, absent one sample after that
 *
 * A gap is the distance to the change before, or to the first sample. A diff is the new value less the old
 * one, the value itself after absence, null where it became absent. All are whole numbers.
 */
export type ChangeList =
  | number
  | null
  | readonly [first: number | null, gaps: readonly number[], diffs: readonly (number | null)[]];

/** Takes the values of one number in the order of time; NaN is absent. */
export class ChangeListWriter {
  readonly #first: number | null;
  #gaps: number[] | undefined;
  #diffs: (number | null)[] = [];
  #lastIndex: number;
  #before: number;
  /** The value since the last change. */
  value: number;

  constructor(index: number, value: number) {
    this.#first = Number.isNaN(value) ? null : value;
    this.#lastIndex = index;
    this.#before = Number.NaN;
    this.value = value;
  }

  /** Indexes never fall; a second value for one index is as if it had come a sample later. */
  set(index: number, value: number): void {
    const before = this.value;
    if (value === before || (Number.isNaN(value) && Number.isNaN(before))) return;
    this.#gaps ??= [];
    this.#gaps.push(index - this.#lastIndex);
    this.#diffs.push(Number.isNaN(value) ? null : Number.isNaN(before) ? value : value - before);
    this.#lastIndex = index;
    this.#before = before;
    this.value = value;
  }

  /** The value in the sample before `index`, of which nothing later was set. */
  before(index: number): number {
    return this.#lastIndex === index ? this.#before : this.value;
  }

  get isAbsent(): boolean {
    return this.#first === null && this.#gaps === undefined;
  }

  /** Shares its arrays with the writer. */
  get list(): ChangeList {
    return this.#gaps === undefined ? this.#first : [this.#first, this.#gaps, this.#diffs];
  }
}

/** The list as a column of `length` values, NaN where absent. */
export const readChangeList = (list: ChangeList | undefined, length: number): Float64Array => {
  const column = new Float64Array(length);
  if (list === undefined || list === null) return column.fill(Number.NaN);
  if (typeof list === "number") return column.fill(list);
  const [first, gaps, diffs] = list;
  let value = first ?? Number.NaN;
  let at = 0;
  for (let i = 0; i < gaps.length; i++) {
    const next = at + (gaps[i] as number);
    column.fill(value, at, next);
    at = next;
    const diff = diffs[i] as number | null;
    value = diff === null ? Number.NaN : Number.isNaN(value) ? diff : value + diff;
  }
  return column.fill(value, Math.min(at, length));
};

/** The value at one place of the list, 0 the first sample; NaN where absent. */
export const valueInChangeList = (list: ChangeList | undefined, place: number): number => {
  if (list === undefined || list === null) return Number.NaN;
  if (typeof list === "number") return list;
  const [first, gaps, diffs] = list;
  let value = first ?? Number.NaN;
  let at = 0;
  for (let i = 0; i < gaps.length; i++) {
    at += gaps[i] as number;
    if (at > place) break;
    const diff = diffs[i] as number | null;
    value = diff === null ? Number.NaN : Number.isNaN(value) ? diff : value + diff;
  }
  return value;
};
