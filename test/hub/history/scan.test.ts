import { expect, test } from "vitest";
import { createScan } from "../../../src/hub/history/scan.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

test("lets others have their turn once it has worked for a while, and not before", async () => {
  const clock = createFakeClock();
  const scan = createScan({ clock });
  let turns = 0;
  setImmediate(() => turns++);
  for (let i = 0; i < 100; i++) await scan.rest();
  expect(turns).toBe(0);
  clock.stall(8);
  await scan.rest();
  expect(turns).toBe(1);
});

test("ends with the request, at the next rest or in the middle of one", async () => {
  const clock = createFakeClock();
  const before = createScan({ clock, signal: AbortSignal.abort(new Error("gone")) });
  await expect(before.rest()).rejects.toThrow("gone");
  const aborting = new AbortController();
  const scan = createScan({ clock, signal: aborting.signal });
  await scan.rest();
  clock.stall(8);
  const rest = scan.rest();
  aborting.abort(new Error("gone meanwhile"));
  await expect(rest).rejects.toThrow("gone meanwhile");
});
