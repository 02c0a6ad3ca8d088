import { parseAskedMoment } from "./asked-moment.ts";
import { type LocalZone } from "./local-zone.ts";
import { readMoment } from "./read-moment.ts";

const dayMs = 86_400_000;

/**
 * The window that `--from` and `--to` name, milliseconds since 1970; an end that is not named is undefined.
 * A time of day as `--to` is the first one after `--from`, and now where that is still to come. Throws
 * PROCMON_USAGE.
 */
export const readWindow = (
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: number,
  zone: LocalZone,
): { readonly from: number | undefined; readonly to: number | undefined } => {
  const begin = from === undefined ? undefined : readMoment("--from", from, now, zone);
  if (to === undefined) return { from: begin, to: undefined };
  const end = readMoment("--to", to, now, zone);
  const moment = parseAskedMoment(to);
  const isTimeOfDay = moment !== undefined && "secondOfDay" in moment;
  if (begin === undefined || end > begin || !isTimeOfDay) return { from: begin, to: end };
  return { from: begin, to: Math.min(end + dayMs, now) };
};
