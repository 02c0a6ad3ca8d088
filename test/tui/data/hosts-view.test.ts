import { expect, test } from "vitest";
import { createHostsView, type HostSort } from "../../../src/tui/data/hosts-view.ts";
import { createSampleFleet } from "../../support/sample-fleet.ts";

const arrange = (sort: HostSort, text = "") => {
  const { fleet, clock } = createSampleFleet();
  const view = createHostsView();
  view.arrange({ fleet, text, sort, monotonic: clock.monotonic() });
  return view;
};
const namesOf = (sort: HostSort, text = ""): string[] =>
  arrange(sort, text).rows.map(({ host }) => host);

test("hosts are ordered by what is asked for, those that are down last", () => {
  expect(namesOf({ field: "cpu", descending: true })).toEqual(
    "web-07 db-01 build-3 edge-9 web-06".split(" "),
  );
  expect(namesOf({ field: "cpu", descending: false }).at(-1)).toBe("web-06");
  expect(namesOf({ field: "memory", descending: true })[0]).toBe("db-01");
  expect(namesOf({ field: "host", descending: true })).toEqual(
    "web-07 web-06 edge-9 db-01 build-3".split(" "),
  );
});

test("hosts are counted by how they do, and found by a part of their name", () => {
  const view = arrange({ field: "host", descending: false }, "WEB");
  expect(view.counts).toEqual({ ok: 1, warn: 1, crit: 1, stale: 1, down: 1 });
  expect(view.rows.map(({ host }) => host)).toEqual(["web-06", "web-07"]);
  expect(view.healthAt(1)).toBe("crit");
  expect(view.indexOfIdentity("web-07")).toBe(1);
});

test("a host is summed up with its busiest process", () => {
  const view = arrange({ field: "host", descending: false }, "web-07");
  expect(view.summaryAt(0)).toMatchObject({
    cpu: 97.4,
    loadPerCore: 3.91,
    processes: 5,
    topCommand: "node api.js --port 8081",
    topCpu: 97.9,
  });
});
