import { z } from "zod";
import { type Field } from "../src/protocol/field.ts";
import { hostFacts } from "../src/protocol/host-facts.ts";
import { hostFieldIds, hostFields, hostNumberFieldIds } from "../src/protocol/host-fields.ts";
import { processFieldIds, processFields } from "../src/protocol/process-fields.ts";
import { processStatuses } from "../src/protocol/process-status.ts";
import { code, codes, markdownTable } from "./markdown-table.ts";

/** docs/fields.md: the whole catalogue. */
export const renderFieldsPage = (): string => `# Fields

Every field of a process and of a host. The id is the key in JSON, the name in the
[filter language](filter.md) and the name of the column. A value that could not be read is \`null\`, never 0.

- **Kind**: a _gauge_ is a level, a _counter_ only grows while its owner lives, an _info_ is a fact.
- **Origin**: _wire_ fields are read by the agent and sent; a _rate_ follows from the increase of its counters
  between two samples; a _computed_ field from other fields when it is read.
- **Step**: the smallest difference that is sent, in the field's unit.
- **Aggregate**: how it combines over a subtree or a group.
- **Metric**: its Prometheus name without prefix.

## Processes

${markdownTable(
  [
    "Field",
    "Type",
    "Unit",
    "Step",
    "Kind",
    "Origin",
    "Aggregate",
    "Metric",
    "Other names",
    "Description",
  ],
  processFieldIds.map((id) => fieldRow(id, processFields[id])),
)}

## Process states

${markdownTable(
  ["Letter", "Name"],
  Object.entries(processStatuses).map(([letter, name]) => [code(letter), name]),
)}

## Hosts

The number is the place of the field in a frame's \`h\`: [protocol](protocol.md).

${markdownTable(
  [
    "Number",
    "Field",
    "Type",
    "Unit",
    "Step",
    "Kind",
    "Origin",
    "Aggregate",
    "Metric",
    "Other names",
    "Description",
  ],
  hostFieldIds.map((id) => [hostNumberOf(id), ...fieldRow(id, hostFields[id])]),
)}

## Facts of a host

They do not change while it runs, and travel in \`hello\`.

${markdownTable(
  ["Fact", "Description"],
  Object.entries(hostFacts.shape).map(([id, schema]) => [
    code(id),
    z.globalRegistry.get(schema)?.description ?? "",
  ]),
)}
`;

const hostNumberOf = (id: string): string => {
  const number = (hostNumberFieldIds as readonly string[]).indexOf(id);
  return number < 0 ? "" : String(number);
};

const fieldRow = (id: string, field: Field): string[] => [
  code(id),
  field.type,
  field.unit === "none" ? "" : field.unit,
  field.type === "number" && field.origin !== "computed" ? String(field.resolution) : "",
  field.kind,
  field.origin === "rate" ? `rate of ${codes(field.of ?? [])}` : field.origin,
  field.aggregate === "none" ? "" : field.aggregate,
  field.metric === null ? "" : code(field.metric),
  codes(field.aliases),
  field.description,
];
