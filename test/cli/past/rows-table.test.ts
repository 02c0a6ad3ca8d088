import { expect, test } from "vitest";
import { rowsTable, type TextColumn } from "../../../src/cli/past/rows-table.ts";
import { isSafeText } from "../../../src/protocol/safe-text.ts";
import { textWidth } from "../../../src/tui/term/width.ts";
import { hostileStrings } from "../../support/hostile-strings.ts";

const columns: readonly TextColumn<{ pid: number; command: string }>[] = [
  { title: "PID", align: "right", cell: ({ pid }) => String(pid) },
  { title: "COMMAND", cell: ({ command }) => command },
];

test("puts rows below their titles, columns as wide as what is in them", () => {
  const rows = [
    { pid: 1, command: "init" },
    { pid: 4217, command: "postgres: writer" },
  ];
  expect(rowsTable(rows, columns, null)).toBe(" PID COMMAND\n   1 init\n4217 postgres: writer\n");
});

test("cuts the last column where the screen ends, and nothing in a pipe", () => {
  const command = "a".repeat(200);
  expect(rowsTable([{ pid: 1, command }], columns, 20).split("\n")[1]).toHaveLength(20);
  expect(rowsTable([{ pid: 1, command }], columns, null)).toContain(command);
});

test("takes every text as one line of safe text", () => {
  const rows = hostileStrings.map((command, pid) => ({ pid, command }));
  const lines = rowsTable(rows, columns, 80).split("\n");
  expect(lines).toHaveLength(rows.length + 2);
  for (const line of lines) {
    expect(isSafeText(line)).toBe(true);
    expect(textWidth(line)).toBeLessThanOrEqual(80);
  }
});
