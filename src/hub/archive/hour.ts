/** Length of a file of the archive in milliseconds. */
export const hourMs = 3_600_000;

/** Hours since 1970. */
export const hourOf = (time: number): number => Math.floor(time / hourMs);

/** The UTC hour as files are named: `2026-11-20T03`. */
export const hourName = (hour: number): string =>
  new Date(hour * hourMs).toISOString().slice(0, 13);

/** Reads `2026-11-20T03`; undefined for anything else. */
export const parseHourName = (name: string): number | undefined => {
  if (!/^\d{4}-\d\d-\d\dT\d\d$/.test(name)) return undefined;
  const time = Date.parse(`${name}:00:00Z`);
  return Number.isNaN(time) || hourName(hourOf(time)) !== name ? undefined : hourOf(time);
};
