import { nearestName } from "../nearest-name.ts";
import { type ProcessFieldId, processFieldNamed, processFieldNames } from "../process-fields.ts";
import { isProcessStatus, type ProcessStatus, processStatuses } from "../process-status.ts";
import { orderParameters, type ReadField } from "./order.ts";
import { type Parsed, parameter } from "./parameter.ts";

/** A field of a process, by its id or an alias. */
const readProcessField: ReadField<ProcessFieldId> = (text) => {
  const name = text.trim();
  const value = processFieldNamed(name);
  return value === undefined
    ? { got: name, nearest: nearestName(name, processFieldNames) }
    : { value };
};

export const processFieldList = parameter(
  "ids of process fields, separated by commas",
  (text): Parsed<readonly ProcessFieldId[]> => {
    const value: ProcessFieldId[] = [];
    for (const name of text.split(",")) {
      const parsed = readProcessField(name);
      if ("got" in parsed) return parsed;
      if (!value.includes(parsed.value)) value.push(parsed.value);
    }
    return { value };
  },
);

export const processStatus = parameter(
  `a state letter or word (${Object.entries(processStatuses)
    .map(([letter, word]) => `${letter} ${word}`)
    .join(", ")})`,
  (value): Parsed<ProcessStatus> => {
    if (isProcessStatus(value)) return { value };
    const word = value.toLowerCase();
    const letter = Object.entries(processStatuses).find(([, one]) => one === word)?.[0];
    return letter === undefined ? undefined : { value: letter as ProcessStatus };
  },
);

/** `sort` and `order` over the fields of a process. */
export const processOrder = orderParameters("the id of a process field", readProcessField, {
  first: "cpu_percent",
  what: "The [field](fields.md) to sort by.",
});
