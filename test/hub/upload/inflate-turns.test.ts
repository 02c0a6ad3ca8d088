import { expect, test } from "vitest";
import { createInflateTurns } from "../../../src/hub/upload/inflate-turns.ts";

test("lets so many in, the others in order after them, and refuses those beyond", async () => {
  const turns = createInflateTurns({ atOnce: 2, maxWaiting: 2 });
  const first = await turns.take();
  const second = await turns.take();
  const order: string[] = [];
  const third = turns.take().then((end) => (order.push("third"), end));
  const fourth = turns.take().then((end) => (order.push("fourth"), end));
  await expect(turns.take()).rejects.toMatchObject({ code: "PROCMON_RATE_LIMITED" });
  first();
  first();
  await third;
  expect(order).toEqual(["third"]);
  second();
  (await fourth)();
  (await third)();
  expect(order).toEqual(["third", "fourth"]);
  await turns.take();
  await turns.take();
});
