import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createScan } from "../../../src/hub/history/scan.ts";
import { csvLine } from "../../../src/hub/query/csv-line.ts";
import { writeCsvTable } from "../../../src/hub/query/csv-table.ts";
import { writeListJson } from "../../../src/hub/query/list-json.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

/** The cells of lines as RFC 4180 has them. */
const parseCsv = (text: string): string[][] => {
  const lines: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (text[at] === '"') at++;
        cell += text[at];
      }
      at++;
    } else while (!/[,\r]/.test(text[at] as string)) cell += text[at++];
    lines.at(-1)?.push(cell);
    if (text[at] === ",") at++;
    else if (text.startsWith("\r\n", at)) {
      at += 2;
      lines.push([]);
    } else throw new Error(`expected a comma or the end of the line at ${at}`);
  }
  return lines.slice(0, -1);
};

describe("a line of CSV", () => {
  test.each([
    [["plain", 1, -1.5, true, null, undefined], "plain,1,-1.5,true,,\r\n"],
    [['a "b", c', "two\r\nlines"], '"a ""b"", c","two\r\nlines"\r\n'],
    [[["nginx:", "-g", "daemon off;"], []], "nginx: -g daemon off;,\r\n"],
    [[[1, null], { a: "x" }], '"[1,null]","{""a"":""x""}"\r\n'],
  ])("of %j is %j", (values, line) => {
    expect(csvLine(values)).toBe(line);
  });

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])(
    "makes the text %j none that a spreadsheet runs",
    (text) => {
      expect(parseCsv(csvLine([text, [text, "b"]]))).toEqual([[`'${text}`, `'${text} b`]]);
    },
  );

  test("is read back as it was, whatever the texts", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (texts) => {
        const expected = texts.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text));
        // A lone line feed within a cell is quoted, too: readers take it for the end of a line.
        expect(parseCsv(csvLine(texts))).toEqual([expected]);
      }),
    );
  });
});

const scan = createScan({ clock: createFakeClock() });
const joined = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
};

describe("a table of CSV", () => {
  test("has the columns of all rows, of objects within them too", async () => {
    const rows = [
      { host: "a", top: { pid: 1, command: "x" } },
      { host: "b", top: null, more: 1 },
    ];
    expect(await joined(writeCsvTable(rows, [], scan))).toBe(
      "host,top.pid,top.command,top,more\r\na,1,x,,\r\nb,,,,1\r\n",
    );
  });

  test("without rows has the columns there would be", async () => {
    expect(await joined(writeCsvTable([], ["host", "pid"], scan))).toBe("host,pid\r\n");
  });

  test("of many rows has them all, in order", async () => {
    const rows = Array.from({ length: 200 }, (_, at) => ({ at }));
    const lines = rows.map(({ at }) => `${at}\r\n`).join("");
    expect(await joined(writeCsvTable(rows, [], scan))).toBe(`at\r\n${lines}`);
  });
});

describe("a list as JSON in pieces", () => {
  test.each([
    [{ rows: [] }],
    [{ total: 1, rows: [{ a: 1 }] }],
    [{ rows: Array.from({ length: 200 }, (_, at) => ({ at })), next: null }],
  ])("is the same as in one", async (answer) => {
    const text = await joined(writeListJson(answer, "rows", scan));
    expect(JSON.parse(text)).toEqual(answer);
  });
});
