import { timeOfMoment } from "../../protocol/moment.ts";
import { type AskedMoment } from "./asked-moment.ts";
import { type LocalZone, localTime } from "./local-zone.ts";

const dayMs = 86_400_000;
/** A day that a zone skipped, as Samoa did on 2011-12-30, beside one whose hour was skipped. */
const daysBack = 3;

/** Milliseconds since 1970. A time of day is the last moment at which the local clock came to show it. */
export const resolveMoment = (moment: AskedMoment, now: number, zone: LocalZone): number => {
  if (!("secondOfDay" in moment)) return timeOfMoment(moment, now);
  const today = Math.floor(localTime(now, zone) / dayMs) * dayMs;
  for (let day = 0; day <= daysBack; day++) {
    const shown = today - day * dayMs + moment.secondOfDay * 1000;
    const time = lastShown(shown, now, zone);
    if (time !== undefined) return time;
  }
  return now;
};

/**
 * The last moment until now at which the local clock showed this; undefined where it did not, or does so
 * later. An hour that is skipped in spring has none, one that comes twice in autumn has two.
 */
const lastShown = (shown: number, now: number, zone: LocalZone): number | undefined => {
  const around = [-dayMs, 0, dayMs].map((ms) => shown - zone.offsetAt(shown + ms) * 60_000);
  const moments = around.filter((time) => time <= now && localTime(time, zone) === shown);
  return moments.length === 0 ? undefined : Math.max(...moments);
};
