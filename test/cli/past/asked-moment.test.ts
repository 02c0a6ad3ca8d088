import { expect, test } from "vitest";
import { parseAskedMoment } from "../../../src/cli/past/asked-moment.ts";

test.each([
  ["03:12", { secondOfDay: 11_520 }],
  ["3:12", { secondOfDay: 11_520 }],
  ["23:59:59", { secondOfDay: 86_399 }],
  ["00:00", { secondOfDay: 0 }],
  ["-2h", { ago: 7_200_000 }],
  ["now", { ago: 0 }],
  ["2026-11-20T03:12:00Z", { time: 1_795_144_320_000 }],
  ["1795144320000", { time: 1_795_144_320_000 }],
])("reads %s", (text, moment) => {
  expect(parseAskedMoment(text)).toEqual(moment);
});

test.each(["24:00", "03:60", "03:12:60", "3:1", "03:12 pm", "yesterday", "", "+2h"])(
  "refuses %j",
  (text) => {
    expect(parseAskedMoment(text)).toBeUndefined();
  },
);
