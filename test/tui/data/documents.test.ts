import { describe, expect, test } from "vitest";
import { hostRow } from "../../../src/protocol/host-row.ts";
import { processRow } from "../../../src/protocol/process-row.ts";
import { hostsDocument, processesDocument, treeDocumentText } from "../../../src/tui/data/json.ts";
import { hostsTable, processesTable, treeTable } from "../../../src/tui/data/plain-table.ts";
import { parseSort } from "../../../src/tui/data/process-query.ts";
import { textWidth } from "../../../src/tui/term/width.ts";
import { createSampleFleet, fleetOf } from "../../support/sample-fleet.ts";

const { fleet } = createSampleFleet();

describe("documents for scripts", () => {
  test("are rows of the catalogue, each with its host", () => {
    const rows = processesDocument(fleet, { limit: 2 });
    expect(rows.map((row) => processRow.parse(row))).toEqual(rows);
    expect(rows.map(({ host, pid, cpu_percent }) => [host, pid, cpu_percent])).toEqual([
      ["web-07", 1107, 97.9],
      ["web-07", 1108, 88.1],
    ]);
    const hosts = hostsDocument(fleet);
    expect(hosts.map((row) => hostRow.parse(row))).toEqual(hosts);
    expect(hosts.map(({ host }) => host)).toEqual("build-3 db-01 edge-9 web-06 web-07".split(" "));
  });

  test("take filter, order, hosts and limit, and survive JSON unchanged", () => {
    const query = { filter: "rss>500M", sort: parseSort("+rss"), hosts: ["web-07"], limit: 2 };
    const rows = processesDocument(fleet, query);
    expect(rows.map(({ pid }) => pid)).toEqual([1109, 1108]);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });

  test("include kernel threads, which a filter can leave out", () => {
    expect(processesDocument(fleet, { filter: "kernel=true" })).toHaveLength(1);
  });

  test("as a tree nest, and tell sums and what stands there for its children only", () => {
    interface Node {
      pid: number;
      matched: boolean;
      subtree: { cpu_percent: number };
      children: Node[];
    }
    const text = treeDocumentText(fleet, { hosts: ["web-07"], filter: "pid=1109" });
    const [init, ...others] = JSON.parse(text) as Node[];
    const cluster = init?.children[0];
    const worker = cluster?.children[0];
    expect(others).toEqual([]);
    expect(
      [init, cluster, worker].map((node) => [node?.pid, node?.matched, node?.subtree.cpu_percent]),
    ).toEqual([
      [1, false, 188.2],
      [1021, false, 188.2],
      [1109, true, 2],
    ]);
    expect(worker?.children).toEqual([]);
  });

  test("refuse an unknown host, a broken filter and an unknown field by name", () => {
    expect(() => processesDocument(fleet, { hosts: ["web-99"] })).toThrow(/web-99.*known: build-3/);
    expect(() => processesDocument(fleet, { filter: "cpu>" })).toThrow(/filter/);
    expect(() => parseSort("cpux")).toThrow(
      'got "cpux"; did you mean cpu? docs/fields.md has them all',
    );
    expect(() => parseSort("-memroy_rss")).toThrow("did you mean -memory_rss?");
    expect(() => parseSort("hsot")).toThrow("did you mean host?");
    expect(() => parseSort("colour")).toThrow('got "colour"; docs/fields.md has them all');
  });

  test("are empty without processes", () => {
    expect(processesDocument(fleetOf({}).fleet)).toEqual([]);
    expect(treeDocumentText(fleetOf({ a: [] }).fleet)).toBe("[]");
  });
});

describe("plain tables", () => {
  test("without a screen cut no command, and keep their columns", () => {
    const command = `node ${"x".repeat(500)}`;
    const { fleet: long } = fleetOf({ a: [{ pid: 1, name: "node", command }] });
    const [, titles, row] = processesTable(long, {}, null).split("\n");
    expect(titles?.length).toBeLessThanOrEqual(120);
    expect(row).toContain(command);
  });

  test("of processes", () => {
    expect(processesTable(fleet, { limit: 3 }, 80)).toMatchInlineSnapshot(`
      "5 hosts  17 tasks, 4 running  cpu 68%  mem 37G of 64G
      HOST        PID USER      S   CPU%    RSS COMMAND
      web-07     1107 app       R   97.9   612M node api.js --port 8081
      web-07     1108 app       R   88.1   598M node api.js --port 8082
      build-3   20871 ci        R   51.5    90M cc1 -quiet sha1.c
      "
    `);
  });

  test("of a tree", () => {
    expect(treeTable(fleet, { hosts: ["web-07"] }, 70)).toMatchInlineSnapshot(`
      "web-07  up 10d00h  5 tasks, 2 running  cpu 97%  mem 9.8G of 16G  load…
          PID USER      S   CPU%  MEM%    RSS COMMAND
            1 root      S    0.0   0.1    13M init
         1021 app       S    0.2   0.5    82M \`- node cluster.js
         1107 app       R   97.9   3.7   612M    |- node api.js --po…
         1108 app       R   88.1   3.6   598M    |- node api.js --po…
         1109 app       S    2.0   3.6   590M    \`- node api.js --po…
      "
    `);
  });

  test("of hosts", () => {
    expect(hostsTable(fleet, {}, 80)).toMatchInlineSnapshot(`
      "5 hosts  17 tasks, 4 running  cpu 68%  mem 37G of 64G
      HOST    CPUS  CPU%  MEM LD/C  PROC TOP PROCESS                    STATE
      build-3   32  64.2  38% 0.07     5 52% cc1 -quiet sha1.c             up
      db-01      8  71.0  93% 1.20     5 41% postgres: writer              up
      edge-9     2   3.1  40% 0.05     2 2% nginx: worker                  up
      web-06     8     -    -    -     - - down                          down
      web-07     8  97.4  61% 3.91     5 98% node api.js --port 8081       up
      "
    `);
  });

  test.each([20, 40, 60, 80, 133])(
    "are never wider than %i cells, without control characters",
    (width) => {
      const hostile = fleetOf({
        a: [
          {
            pid: 1,
            command: "\u001B[2J\u001B]0;PWN\u0007 \n漢字".repeat(30),
            username: "漢字漢字漢字漢字",
            cpu: 5,
          },
        ],
      }).fleet;
      for (const text of [
        processesTable(hostile, {}, width),
        treeTable(hostile, {}, width),
        hostsTable(hostile, {}, width),
      ]) {
        // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
        expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
        for (const line of text.split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(width);
      }
    },
  );
});
