import { expect, test } from "vitest";
import { type LocalZone } from "../../../src/cli/past/local-zone.ts";
import { readWindow } from "../../../src/cli/past/read-window.ts";

const zone: LocalZone = { offsetAt: () => 0 } as LocalZone;
const at = (text: string): number => Date.parse(`2026-11-20T${text}Z`);
const now = at("23:00:46");

test("ends at the first such time of day after its beginning", () => {
  expect(readWindow({ from: "02:00", to: "03:12" }, now, zone)).toEqual({
    from: at("02:00"),
    to: at("03:12"),
  });
  expect(readWindow({ from: "2026-11-19T22:00Z", to: "01:00" }, now, zone).to).toBe(at("01:00"));
});

test("ends now where that time of day is still to come", () => {
  expect(readWindow({ from: "22:58", to: "23:01" }, now, zone)).toEqual({
    from: at("22:58"),
    to: now,
  });
});

test("leaves open what is not named", () => {
  expect(readWindow({}, now, zone)).toEqual({ from: undefined, to: undefined });
  expect(readWindow({ to: "-1h" }, now, zone)).toEqual({ from: undefined, to: now - 3_600_000 });
});
