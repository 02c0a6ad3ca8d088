import { type Field } from "../../protocol/field.ts";
import { type ProcessFieldId, processFields } from "../../protocol/process-fields.ts";
import { type ColumnSpec, type PlacedColumn, placeColumns } from "./columns.ts";
import { type SortField } from "./sort-field.ts";

/** Fields of the catalogue, and what only the screen has: the host, the recent CPU, sums of subtrees. */
type ProcessColumnId = ProcessFieldId | "host" | "history" | "cpu_sum" | "rss_sum";
export type ProcessColumn = PlacedColumn<ProcessColumnId>;

export interface ProcessColumnWishes {
  readonly width: number;
  /** Cells of the longest host id; 0 where only one host is in scope and needs no column. */
  readonly hostWidth: number;
  readonly tree: boolean;
  /** Shown even where it would not be, so that one sees what orders the rows. */
  readonly sort: SortField;
  /** Title of the history column: the time it spans. */
  readonly historyTitle: string;
}

/** Breakpoints of width: below `narrow` only who and how much; from `wide` on with room for sums. */
const narrow = 60;
const medium = 80;
const wide = 120;

/** From left to right, as in htop where both have the column. */
const order: readonly ProcessColumnId[] = [
  "host",
  "pid",
  "ppid",
  "username",
  "uid",
  "status",
  "status_name",
  "nice",
  "num_threads",
  "open_fds",
  "net_conns",
  "cpu_percent",
  "cpu_sum",
  "history",
  "memory_percent",
  "memory_rss",
  "rss_sum",
  "memory_vms",
  "read_bytes_per_sec",
  "write_bytes_per_sec",
  "read_bytes",
  "write_bytes",
  "ports",
  "tty",
  "container_id",
  "cgroup",
  "kernel_thread",
  "cwd",
  "exe",
  "name",
  "start",
  "create_time",
  "age",
  "cpu_time",
  "cmdline",
];

/** Below `wide` the history stands beside the command. */
const compactOrder = [
  ...order.filter((id) => id !== "history" && id !== "cmdline"),
  "history",
  "cmdline",
] as const;

/** The columns of the process table at a width. CPU and command always stay. */
export const processColumns = (wishes: ProcessColumnWishes): ProcessColumn[] => {
  const { width } = wishes;
  const ids = width < wide ? compactOrder : order;
  const specs = ids.map((id) => specOf(id, wishes));
  return placeColumns(
    width < narrow ? specs.map((spec) => narrowed(spec, wishes)) : specs,
    "cmdline",
    width,
    1,
  );
};

const specOf = (id: ProcessColumnId, wishes: ProcessColumnWishes): ColumnSpec<ProcessColumnId> => {
  const { width, hostWidth, tree, sort, historyTitle } = wishes;
  switch (id) {
    case "host":
      return {
        id,
        title: "HOST",
        width: Math.max(4, Math.min(hostWidth, width < wide ? 10 : 20)),
        align: "left",
        weight: hostWidth === 0 ? 0 : 92,
      };
    case "history":
      return {
        id,
        title: width < wide ? historyTitle : `${historyTitle} history`,
        width: width < wide ? 6 : 16,
        align: "left",
        weight: 45,
      };
    case "cpu_sum":
      return {
        id,
        title: "Σcpu",
        width: 6,
        align: "right",
        weight: tree && width >= wide ? 44 : 0,
      };
    case "rss_sum":
      return {
        id,
        title: "Σrss",
        width: 6,
        align: "right",
        weight: tree && width >= wide ? 39 : 0,
      };
    case "cmdline":
      return {
        ...fieldSpec(id),
        width: width < narrow ? 8 : width < medium ? 20 : width < wide ? 28 : 40,
      };
    default: {
      const spec = fieldSpec(id);
      return id === sort ? { ...spec, weight: Math.max(spec.weight, 91) } : spec;
    }
  }
};

const fieldSpec = (id: ProcessFieldId): ColumnSpec<ProcessColumnId> => {
  const field: Field = processFields[id];
  return { id, ...field.column };
};

/** Where there is room for three columns only: whose it is, how much it takes, what it is. */
const narrowed = (
  spec: ColumnSpec<ProcessColumnId>,
  { hostWidth }: ProcessColumnWishes,
): ColumnSpec<ProcessColumnId> => {
  const who = hostWidth === 0 ? "pid" : "host";
  return spec.id === who || spec.id === "cpu_percent" || spec.id === "cmdline"
    ? spec
    : { ...spec, weight: 0 };
};
