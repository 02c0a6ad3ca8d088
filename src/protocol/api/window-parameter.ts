import { nearestName } from "../nearest-name.ts";
import { parseQuantity } from "../units.ts";
import { moment, type Parsed, parameter, wholeNumber } from "./parameter.ts";

/** Begin and end of a window of time; `windowOfQuery` resolves them. */
export const windowParameters = (from: string) => ({
  from: moment.prefault(from).describe("Begin of the window."),
  to: moment.prefault("now").describe("End of the window."),
});

const longestStepMs = 366 * 86_400_000;

/** A length of time as milliseconds; a number alone is in seconds. */
export const duration = parameter(
  "a length of time from 1s to 366d such as 10s, 5m or 1h",
  (text): Parsed<number> => {
    const seconds = parseQuantity(text, "seconds");
    const value = Math.round((seconds ?? Number.NaN) * 1000);
    return value >= 1000 && value <= longestStepMs ? { value } : undefined;
  },
);

/** A list of some words, each once, in the order given. */
export const listOf = <Id extends string>(
  expected: string,
  ids: readonly Id[],
  idOf: (name: string) => string | undefined = (name) => name,
) =>
  parameter(`${expected}, separated by commas`, (text): Parsed<readonly Id[]> => {
    const value: Id[] = [];
    for (const part of text.split(",")) {
      const name = part.trim();
      const id = ids.find((one) => one === idOf(name));
      if (id === undefined) return { got: name, nearest: nearestName(name, ids) };
      if (!value.includes(id)) value.push(id);
    }
    return { value };
  });

/** One of some fields, by its id or an alias. */
export const measuredField = <Id extends string>(
  ids: readonly Id[],
  idOf: (name: string) => string | undefined,
) =>
  parameter("the id of a process field that is measured", (text): Parsed<Id> => {
    const value = ids.find((one) => one === idOf(text.trim()));
    return value === undefined ? { got: text, nearest: nearestName(text, ids) } : { value };
  });

/** The path of calls about one process. */
export const pidParameter = wholeNumber(0, Number.MAX_SAFE_INTEGER).describe("The process id.");
