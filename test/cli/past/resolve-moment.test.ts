import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAskedMoment } from "../../../src/cli/past/asked-moment.ts";
import {
  formatIsoTime,
  formatLocalTime,
  type LocalZone,
} from "../../../src/cli/past/local-zone.ts";
import { resolveMoment } from "../../../src/cli/past/resolve-moment.ts";

/** Central Europe in 2026: +02:00 from 29 March 01:00 UTC to 25 October 01:00 UTC. */
const europe: LocalZone = {
  offsetAt: (time) =>
    time >= Date.UTC(2026, 2, 29, 1) && time < Date.UTC(2026, 9, 25, 1) ? 120 : 60,
};
const fixed = (minutes: number): LocalZone => ({ offsetAt: () => minutes });

const shown = (text: string, now: string, zone = europe): string => {
  const moment = parseAskedMoment(text);
  if (moment === undefined) throw new Error(`${text} is no moment`);
  return formatLocalTime(resolveMoment(moment, Date.parse(now), zone), zone);
};

describe("a time of day", () => {
  test("that was today is today's", () => {
    expect(shown("03:12", "2026-11-20T08:00:00Z")).toBe("2026-11-20 03:12:00 +01:00");
    expect(shown("03:12:30", "2026-11-20T08:00:00Z")).toBe("2026-11-20 03:12:30 +01:00");
  });

  test("that is still to come is yesterday's", () => {
    expect(shown("22:00", "2026-11-20T08:00:00Z")).toBe("2026-11-19 22:00:00 +01:00");
  });

  test("goes by the day of the local clock, not of UTC", () => {
    expect(shown("00:30", "2026-11-19T23:45:00Z")).toBe("2026-11-20 00:30:00 +01:00");
    expect(shown("23:30", "2026-11-20T05:00:00Z", fixed(-300))).toBe("2026-11-19 23:30:00 -05:00");
  });

  test("that the clock shows right now is now's", () => {
    expect(shown("09:00", "2026-11-20T08:00:00Z")).toBe("2026-11-20 09:00:00 +01:00");
    expect(shown("09:00", "2026-11-20T08:00:59Z")).toBe("2026-11-20 09:00:00 +01:00");
  });

  test("that came twice when summer time ended is the later one", () => {
    expect(shown("02:30", "2026-10-25T08:00:00Z")).toBe("2026-10-25 02:30:00 +01:00");
  });

  test("that came once so far when summer time ends is that one", () => {
    expect(shown("02:30", "2026-10-25T00:45:00Z")).toBe("2026-10-25 02:30:00 +02:00");
  });

  test("that was skipped when summer time began is the day's before", () => {
    expect(shown("02:30", "2026-03-29T08:00:00Z")).toBe("2026-03-28 02:30:00 +01:00");
  });

  test("is never after now, at most two days before, and shows what was asked for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2026, 0, 3), max: Date.UTC(2026, 11, 31) }),
        fc.integer({ min: 0, max: 86_399 }),
        fc.constantFrom(europe, fixed(-570), fixed(0), fixed(345), fixed(840)),
        (now, secondOfDay, zone) => {
          const time = resolveMoment({ secondOfDay }, now, zone);
          expect(time).toBeLessThanOrEqual(now);
          expect(now - time).toBeLessThan(50 * 3_600_000);
          const clock = formatLocalTime(time, zone).slice(11, 19).split(":").map(Number);
          const [hour = 0, minute = 0, second = 0] = clock;
          expect((hour * 60 + minute) * 60 + second).toBe(secondOfDay);
        },
      ),
    );
  });
});

test("an age counts from now, a moment on the calendar does not", () => {
  expect(shown("-2h", "2026-11-20T08:00:00Z")).toBe("2026-11-20 07:00:00 +01:00");
  expect(shown("2026-11-20T03:12:00Z", "2026-11-20T08:00:00Z")).toBe("2026-11-20 04:12:00 +01:00");
});

test("a moment as text names the same moment when it is read again", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: Date.UTC(2100, 0) }),
      fc.constantFrom(europe, fixed(-570), fixed(345)),
      (time, zone) => {
        expect(Date.parse(formatIsoTime(time, zone))).toBe(time);
      },
    ),
  );
});
