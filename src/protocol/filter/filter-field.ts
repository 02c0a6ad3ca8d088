import { type Field } from "../field.ts";
import { nearestName } from "../nearest-name.ts";
import {
  type ProcessFieldId,
  processFieldNamed,
  processFieldNames,
  processFields,
} from "../process-fields.ts";
import { type QuantityKind } from "../units.ts";
import { type Operator } from "./ast.ts";

/** Facts of the host that a filter over its processes may ask for, each with its other names. */
export const hostFilterFields = {
  host: { aliases: [], description: "Id of the host, as given to its agent." },
  hostname: { aliases: [], description: "The name the host gives itself." },
  platform: { aliases: [], description: "`linux`, `darwin`, `win32`, ..." },
  os_name: { aliases: ["os"], description: "Name of the distribution or system." },
  arch: { aliases: [], description: "`x64`, `arm64`, ..." },
} as const satisfies Record<string, { aliases: readonly string[]; description: string }>;

export type HostFilterFieldId = keyof typeof hostFilterFields;
export type FilterFieldId = ProcessFieldId | HostFilterFieldId;

/** What the values of a field are to the filter language. */
export type FilterType = "number" | "text" | "status" | "flag" | "ports";

export const isHostFilterField = (id: FilterFieldId): id is HostFilterFieldId =>
  Object.hasOwn(hostFilterFields, id);

const hostFieldOfName = new Map<string, HostFilterFieldId>(
  Object.entries(hostFilterFields).flatMap(([id, { aliases }]) =>
    [id, ...aliases].map((name) => [name, id as HostFilterFieldId] as const),
  ),
);

/** The field of an id or an alias, in any letter case. */
export const filterFieldNamed = (name: string): FilterFieldId | undefined =>
  processFieldNamed(name) ?? hostFieldOfName.get(name.toLowerCase());

/** The known name that a mistyped one is closest to, if any is close. */
export const nearestFilterField = (name: string): string | undefined =>
  nearestName(name.toLowerCase(), [...processFieldNames, ...hostFieldOfName.keys()]);

export const filterTypeOf = (id: FilterFieldId): FilterType => {
  if (isHostFilterField(id)) return "text";
  const { type } = processFields[id];
  if (type === "letter") return "status";
  return type === "texts" ? "text" : type;
};

/** What a number of the field is measured in when it is typed. */
export const quantityKindOf = (id: ProcessFieldId): QuantityKind => {
  const field: Field = processFields[id];
  switch (field.unit) {
    case "bytes":
    case "bytes_per_sec":
      return "bytes";
    case "percent":
      return "percent";
    case "seconds":
      return "seconds";
    case "milliseconds":
      return "milliseconds";
    default:
      return "plain";
  }
};

export const operatorsOf: Readonly<Record<FilterType, readonly Operator[]>> = {
  number: ["=", "!=", ">", ">=", "<", "<="],
  ports: ["=", "!=", ">", ">=", "<", "<="],
  text: ["=", "!=", "~", "!~"],
  status: ["=", "!="],
  flag: ["=", "!="],
};
