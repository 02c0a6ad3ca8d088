import { type FilterError } from "../../protocol/filter/ast.ts";
import { parseFilter } from "../../protocol/filter/parse.ts";

/** The filter line. What is typed applies at once, as far as it can be read. */
export interface FilterState {
  /** The last text that could be read: what the rows are filtered by. */
  readonly applied: string;
  /** What stands in the line being edited, or null. */
  readonly draft: string | null;
  /** Why the draft cannot be read. */
  readonly error: FilterError | null;
}

export const noFilter: FilterState = { applied: "", draft: null, error: null };

export const beginFilter = (filter: FilterState): FilterState => ({
  ...filter,
  draft: filter.draft ?? filter.applied,
  error: null,
});

/** A text for hosts is looked for in their names as it stands; one for processes is in the filter language. */
export const editFilter = (
  filter: FilterState,
  draft: string,
  language: "names" | "processes",
): FilterState => {
  if (draft.trim() === "") return { ...filter, draft, applied: "", error: null };
  if (language === "names") return { ...filter, draft, applied: draft, error: null };
  const parsed = parseFilter(draft);
  return parsed.ok
    ? { ...filter, draft, applied: draft, error: null }
    : { ...filter, draft, error: parsed.error };
};

/** Keeps what could be read; a draft that could not stays open with its error. */
export const acceptFilter = (filter: FilterState): FilterState =>
  filter.error === null ? { ...filter, draft: null } : filter;
