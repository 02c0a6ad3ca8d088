import fc from "fast-check";
import { expect, test } from "vitest";
import { parseFilter } from "../../../src/protocol/filter/parse.ts";
import { printFilter } from "../../../src/protocol/filter/print.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { arbitraryFilter } from "../../support/arbitrary-filter.ts";

test("the parser reads back every filter that is printed", () => {
  fc.assert(
    fc.property(arbitraryFilter, (filter) => {
      const text = printFilter(filter);
      fc.pre(text.length <= limits.filterLength);
      expect(parseFilter(text)).toEqual({ ok: true, filter });
    }),
    { numRuns: 2000 },
  );
});

test("what is printed is canonical: reading and printing it again changes nothing", () => {
  fc.assert(
    fc.property(arbitraryFilter, (filter) => {
      const text = printFilter(filter);
      fc.pre(text.length <= limits.filterLength);
      const again = parseFilter(text);
      expect(again.ok && printFilter(again.filter)).toBe(text);
    }),
  );
});
