import {
  type FilterFieldId,
  filterTypeOf,
  hostFilterFields,
  operatorsOf,
  quantityKindOf,
} from "../src/protocol/filter/filter-field.ts";
import {
  type ProcessFieldId,
  processFieldIds,
  processFields,
} from "../src/protocol/process-fields.ts";
import { code, codes, markdownTable } from "./markdown-table.ts";

/** The table of docs/filter.md: what can be compared, with what, and how. */
export const renderFilterFieldsTable = (): string =>
  markdownTable(
    ["Field", "Other names", "Value", "Compared by"],
    [
      ...processFieldIds.map((id) => row(id, processFields[id].aliases)),
      ...Object.entries(hostFilterFields).map(([id, { aliases }]) =>
        row(id as FilterFieldId, aliases),
      ),
    ],
  );

const row = (id: FilterFieldId, aliases: readonly string[]): string[] => {
  const type = filterTypeOf(id);
  const operators = type === "flag" ? operatorsOf[type] : [...operatorsOf[type], "in"];
  return [code(id), codes(aliases), valueOf(id), codes(operators)];
};

const valueOf = (id: FilterFieldId): string => {
  switch (filterTypeOf(id)) {
    case "number":
      return numberOf(id as ProcessFieldId);
    case "ports":
      return "port number; any listening port may match";
    case "status":
      return "state letter or name";
    case "flag":
      return "`yes` `no` `true` `false`";
    case "text":
      return "text";
  }
};

const numberOf = (id: ProcessFieldId): string => {
  const { unit } = processFields[id];
  if (unit === "epoch_ms") return "milliseconds since 1970";
  switch (quantityKindOf(id)) {
    case "bytes":
      return unit === "bytes_per_sec" ? "bytes per second" : "bytes";
    case "percent":
      return "percent";
    case "seconds":
      return "seconds, or a time";
    case "milliseconds":
      return "milliseconds, or a time";
    case "plain":
      return "number";
  }
};
