import { type Field } from "../../protocol/field.ts";

/** Wire integers in one unit of a field: a whole number, so that dividing by it adds no binary noise. */
export const perUnitOf = (field: Field): number => Math.round(1 / field.resolution);

/**
 * A mean of wire integers in the unit of the field: whole bytes, hundredths of counts, else as fine as one
 * value. Absent is null.
 */
export const meanInUnit = (wire: number, field: Field): number | null => {
  if (Number.isNaN(wire)) return null;
  const perUnit = perUnitOf(field);
  if (perUnit > 1) return Math.round(wire) / perUnit;
  return field.unit === "bytes" || field.unit === "bytes_per_sec"
    ? Math.round(wire)
    : Math.round(wire * 100) / 100;
};
