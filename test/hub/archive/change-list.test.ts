import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ChangeListWriter,
  readChangeList,
  valueInChangeList,
} from "../../../src/hub/archive/change-list.ts";

const value = fc.oneof(fc.nat(2), fc.integer(), fc.maxSafeNat(), fc.constant(Number.NaN));

test("any column comes back from its changes, whole and place by place", () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 20 }),
      fc.nat(1000),
      (column, firstIndex) => {
        // Differences of the largest numbers are not exact; counters never differ by as much.
        fc.pre(column.every((v) => Number.isNaN(v) || Math.abs(v) < 2 ** 52));
        const writer = new ChangeListWriter(firstIndex, column[0] as number);
        for (const [i, v] of column.entries()) writer.set(firstIndex + i, v);
        const text = JSON.stringify(writer.list);
        const list = JSON.parse(text) as typeof writer.list;
        expect(Array.from(readChangeList(list, column.length))).toEqual(column);
        expect(column.map((_, i) => valueInChangeList(list, i))).toEqual(column);
        expect(writer.isAbsent).toBe(column.every(Number.isNaN));
      },
    ),
  );
});

test("a constant is a number, absence null, and what is not there absent", () => {
  const constant = new ChangeListWriter(0, 7);
  constant.set(3, 7);
  expect(constant.list).toBe(7);
  expect(new ChangeListWriter(0, Number.NaN).list).toBeNull();
  expect(Array.from(readChangeList(undefined, 2))).toEqual([Number.NaN, Number.NaN]);
});

test("a column may be read up to any place before its end", () => {
  const list = [1, [2, 3], [10, 100]] as const;
  expect(Array.from(readChangeList(list, 2))).toEqual([1, 1]);
  expect(Array.from(readChangeList(list, 4))).toEqual([1, 1, 11, 11]);
});

test("the value before a sample is known until a later one is set", () => {
  const writer = new ChangeListWriter(0, 1);
  writer.set(4, 5);
  expect([writer.before(4), writer.value, writer.before(5)]).toEqual([1, 5, 5]);
});
