import { parseQuantity } from "../../protocol/units.ts";

/** A year has 365 days here: who keeps data for two years does not count leap days. */
const dayMs = 86_400_000;

/**
 * Reads `24h`, `14d`, `2y`, `1h30m`, as milliseconds; a bare number is seconds. undefined where it is no
 * such time.
 */
export const parseAge = (text: string): number | undefined => {
  const compact = text.replace(/(?<=[a-z]) +(?=\d)/gi, "");
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdwy])?)+$/i.test(compact)) return undefined;
  const parts = compact.match(/\d+(?:\.\d+)?[a-z]*/gi) ?? [];
  // A number without a unit is seconds, and stands alone: nobody could say what 1h30 is.
  if (parts.length > 1 && parts.some((part) => /\d$/.test(part))) return undefined;
  const values = parts.map((part) =>
    /y$/i.test(part)
      ? Number(part.slice(0, -1)) * 365 * dayMs
      : (parseQuantity(part, "seconds") ?? Number.NaN) * 1000,
  );
  const sum = Math.round(values.reduce((total, value) => total + value, 0));
  return Number.isSafeInteger(sum) ? sum : undefined;
};
