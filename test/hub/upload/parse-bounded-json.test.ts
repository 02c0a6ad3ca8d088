import fc from "fast-check";
import { expect, test } from "vitest";
import { parseBoundedJson } from "../../../src/hub/upload/parse-bounded-json.ts";
import { uploadLimits } from "../../../src/hub/upload/upload-limits.ts";
import { processFieldIds } from "../../../src/protocol/process-fields.ts";

const nested = (depth: number): Buffer => Buffer.from("[".repeat(depth) + "]".repeat(depth));

test("takes what is nested up to the limit, and refuses what is deeper, however deep", () => {
  expect(parseBoundedJson(nested(16), uploadLimits)).toBeInstanceOf(Array);
  for (const depth of [17, 5_000_000])
    expect(() => parseBoundedJson(nested(depth), uploadLimits)).toThrow(
      expect.objectContaining({
        code: "PROCMON_FRAME_TOO_LARGE",
        message: "expected at most 16 arrays and objects within each other",
      }),
    );
});

const keys = (count: number): string =>
  Array.from({ length: count }, (_, at) => `"k${at}":1`).join(",");

test.each([
  ["keys of the body", `{${keys(201)}}`, "200 keys in the body"],
  ["facts", `{"facts":{${keys(1_000_000)}}}`, "200 keys in the body"],
  ["empty arrays", `{"x":[${"[],".repeat(5_000_000)}[]]}`, "1290000 values"],
  ["different keys", `{"samples":[{${keys(10_000)}}]}`, "10000 different keys"],
])("refuses too many %s before it parses them", (_, text, bound) => {
  expect(() => parseBoundedJson(Buffer.from(text), uploadLimits)).toThrow(
    expect.objectContaining({
      code: "PROCMON_FRAME_TOO_LARGE",
      httpStatus: 413,
      message: expect.stringContaining(`expected at most ${bound}`) as unknown,
    }),
  );
});

test("takes as many keys as it says", () => {
  const text = `{${keys(199)},"x":[{${keys(9_999)}},{${keys(9_999)}}]}`;
  expect(parseBoundedJson(Buffer.from(text), uploadLimits)).toHaveProperty("k198", 1);
});

test("takes the largest batch with every field and long command lines", () => {
  const fields = processFieldIds.map((id) => `"${id}":null`).join(",");
  const cmdline = JSON.stringify(["java", ",".repeat(200), ...Array<string>(20).fill("-Da=b")]);
  const row = `{${fields},"cmdline":${cmdline}}`;
  const text = `{"samples":[${Array<string>(uploadLimits.rows).fill(row).join(",")}]}`;
  const { samples } = parseBoundedJson(Buffer.from(text), uploadLimits) as { samples: unknown[] };
  expect(samples).toHaveLength(uploadLimits.rows);
});

test("takes every JSON value for what it is, brackets in texts included", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value);
      expect(parseBoundedJson(Buffer.from(text), uploadLimits)).toEqual(JSON.parse(text));
    }),
  );
  const tricky = { 'a"[[[': '\\"[{[{', b: "\\", c: ["]]"] };
  expect(
    parseBoundedJson(Buffer.from(JSON.stringify(tricky)), { ...uploadLimits, depth: 2 }),
  ).toEqual(tricky);
});

test("passes over a byte order mark, as PowerShell writes it", () => {
  expect(parseBoundedJson(Buffer.from("\uFEFF[1]"), uploadLimits)).toEqual([1]);
});

test.each([
  ["", "nothing"],
  ["{", "1 bytes that are none"],
  ["\u001b[2J", "4 bytes that are none"],
  ["[1]]", "4 bytes that are none"],
  ["--token=x1", "10 bytes that are none"],
])("refuses what is no JSON without repeating it: %j", (text, came) => {
  expect(() => parseBoundedJson(Buffer.from(text), uploadLimits)).toThrow(
    expect.objectContaining({
      code: "PROCMON_BODY_UNREADABLE",
      message: `expected one JSON object, got ${came}`,
    }),
  );
});
