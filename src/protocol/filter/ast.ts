import { type FilterFieldId } from "./filter-field.ts";

/** How a field may be compared with one value. `~` is a regular expression. */
export type Operator = "=" | "!=" | "~" | "!~" | ">" | ">=" | "<" | "<=";

/**
 * A value in the field's own unit: numbers unscaled, a process state as its letter, a flag as a
 * boolean, everything else as text.
 */
export type FilterValue = number | string | boolean;

/** Text that the command of a process contains. */
interface TextTerm {
  readonly kind: "text";
  readonly text: string;
}
export interface CompareTerm {
  readonly kind: "compare";
  readonly field: FilterFieldId;
  readonly operator: Operator;
  readonly value: FilterValue;
}
interface InTerm {
  readonly kind: "in";
  readonly field: FilterFieldId;
  /** At least one. */
  readonly values: readonly FilterValue[];
}

/**
 * A filter as the parser leaves it. Invariants, on which the printer relies: `all` stands alone, `and`
 * and `or` have at least two terms and no term of their own kind.
 */
export type Filter =
  | { readonly kind: "all" }
  | { readonly kind: "and" | "or"; readonly terms: readonly Filter[] }
  | { readonly kind: "not"; readonly term: Filter }
  | TextTerm
  | CompareTerm
  | InTerm;

/** Where a filter cannot be read, and why. */
export interface FilterError {
  readonly message: string;
  /** UTF-16 units before the token. */
  readonly position: number;
  /** UTF-16 units of the token; 0 where the text ended too early. */
  readonly length: number;
  /** The token as it stands in the text. */
  readonly token: string;
}
