import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMoment, timeOfMoment } from "../../src/protocol/moment.ts";

const now = Date.UTC(2026, 10, 20, 12);
const timeOf = (text: string): string | undefined => {
  const moment = parseMoment(text);
  return moment === undefined ? undefined : new Date(timeOfMoment(moment, now)).toISOString();
};

describe("a moment in a request", () => {
  test.each([
    ["1795144320000", "2026-11-20T03:12:00.000Z"],
    ["0", "1970-01-01T00:00:00.000Z"],
    ["now", "2026-11-20T12:00:00.000Z"],
    ["-2h", "2026-11-20T10:00:00.000Z"],
    ["-90s", "2026-11-20T11:58:30.000Z"],
    ["-1h30m", "2026-11-20T10:30:00.000Z"],
    ["-1.5d", "2026-11-19T00:00:00.000Z"],
    ["-250ms", "2026-11-20T11:59:59.750Z"],
    ["2026-11-20", "2026-11-20T00:00:00.000Z"],
    ["2026-11-20T03:12Z", "2026-11-20T03:12:00.000Z"],
    ["2026-11-20 03:12:07.25z", "2026-11-20T03:12:07.250Z"],
    ["2026-11-20T03:12:00.123456789Z", "2026-11-20T03:12:00.123Z"],
    ["2026-11-20T03:12:00+01:00", "2026-11-20T02:12:00.000Z"],
    ["2026-11-20T03:12:00-0530", "2026-11-20T08:42:00.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
  ])("%s is %s", (text, expected) => {
    expect(timeOf(text)).toBe(expected);
  });

  test("takes a plus that came as a blank", () => {
    expect(timeOf("2026-11-20T03:12:00 01:00")).toBe("2026-11-20T02:12:00.000Z");
  });

  test("an age beyond 1970 is 1970", () => {
    expect(timeOf("-3000w")).toBe("1970-01-01T00:00:00.000Z");
  });

  test.each([
    "",
    " now",
    "2h",
    "-",
    "-2",
    "-2y",
    "-2h ",
    "--2h",
    "-1e3s",
    "1.5",
    "+5",
    "03:12",
    "yesterday",
    // Whose clock would it be?
    "2026-11-20T03:12:00",
    "2026-02-29",
    "2100-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-04-31",
    "2026-11-20T24:00:00Z",
    "2026-11-20T03:60:00Z",
    "2026-11-20T03:12:00+24:00",
    "1969-12-31T23:59:59Z",
    "99999999999999999999",
    `-${"9".repeat(400)}w`,
  ])("%j is none", (text) => {
    expect(parseMoment(text)).toBeUndefined();
  });

  test("reads what Date writes, for every moment of the calendar", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }),
        (date) => {
          expect(parseMoment(date.toISOString())).toEqual({ time: date.getTime() });
        },
      ),
    );
  });
});
