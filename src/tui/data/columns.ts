/** A column that a table could show. `weight` as in the field catalogue: the highest stay. */
export interface ColumnSpec<Id extends string> {
  readonly id: Id;
  readonly title: string;
  /** Cells, without the gap; the least width of the column that takes the rest. */
  readonly width: number;
  readonly align: "left" | "right";
  readonly weight: number;
}

/** A column with its place: `at` cells from the left edge of the table. */
export interface PlacedColumn<Id extends string> extends ColumnSpec<Id> {
  readonly at: number;
}

/** Cells before the first column, for the marks of a row. */
export const columnGap = 1;

/**
 * Chooses the columns that fit and places them in the order given. Taken by weight until one does not
 * fit, so a wider screen never loses a column. `rest` always stays and gets what is left.
 */
export const placeColumns = <Id extends string>(
  specs: readonly ColumnSpec<Id>[],
  rest: Id,
  width: number,
  lead: number,
): PlacedColumn<Id>[] => {
  const byWeight = specs
    .filter(({ id, weight }) => id !== rest && weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  const least = specs.find(({ id }) => id === rest)?.width ?? 0;
  const taken = new Set<Id>([rest]);
  let used = lead + least;
  for (const spec of byWeight) {
    used += spec.width + columnGap;
    if (used > width) break;
    taken.add(spec.id);
  }
  const chosen = specs.filter(({ id }) => taken.has(id));
  const fixed = chosen.reduce(
    (sum, { id, width: w }) => sum + (id === rest ? 0 : w + columnGap),
    lead,
  );
  let at = lead;
  return chosen.map((spec) => {
    const placed = {
      ...spec,
      at,
      width: spec.id === rest ? Math.max(0, width - fixed) : spec.width,
    };
    at += placed.width + columnGap;
    return placed;
  });
};
