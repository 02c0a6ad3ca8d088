/** The zone of the clock on the wall. */
export interface LocalZone {
  /** Minutes east of UTC at a moment. */
  offsetAt(time: number): number;
}

/** The zone of this machine: of the variable TZ, or of the system. */
export const systemZone: LocalZone = {
  offsetAt: (time) => -new Date(time).getTimezoneOffset(),
};

/** Milliseconds since 1970 that a clock set to UTC would show when this one shows the moment. */
export const localTime = (time: number, zone: LocalZone): number =>
  time + zone.offsetAt(time) * 60_000;

/** `2026-11-20 03:12:00 +01:00`: the local clock and its distance from UTC. */
export const formatLocalTime = (time: number, zone: LocalZone): string =>
  `${formatLocalClock(time, zone)} ${offsetText(time, zone)}`;

/** `2026-11-20T03:12:00.000+01:00`: the same as ISO 8601, for documents. */
export const formatIsoTime = (time: number, zone: LocalZone): string =>
  new Date(localTime(time, zone)).toISOString().replace("Z", offsetText(time, zone));

/** `2026-11-20 03:12:00`: the local clock, for columns whose zone is told elsewhere. */
export const formatLocalClock = (time: number, zone: LocalZone): string =>
  new Date(localTime(time, zone))
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "");

const offsetText = (time: number, zone: LocalZone): string => {
  const minutes = Math.round(zone.offsetAt(time));
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
};

const pad = (value: number): string => String(value).padStart(2, "0");
