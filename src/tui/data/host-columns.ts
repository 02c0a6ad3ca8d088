import { type ColumnSpec, type PlacedColumn, placeColumns } from "./columns.ts";

export type HostColumnId =
  | "host"
  | "os"
  | "cpus"
  | "cpu"
  | "history"
  | "memory"
  | "swap"
  | "load"
  | "pressure"
  | "net"
  | "disk"
  | "processes"
  | "uptime"
  | "top"
  | "age";
export type HostColumn = PlacedColumn<HostColumnId>;

const narrow = 60;
const medium = 80;
const wide = 120;

/** The columns of the hosts overview at a width. */
export const hostColumns = ({
  width,
  hostWidth,
  historyTitle,
}: {
  width: number;
  /** Cells of the longest host id. */
  hostWidth: number;
  /** The time that the history column spans. */
  historyTitle: string;
}): HostColumn[] => {
  const isWide = width >= wide;
  const spec = (
    id: HostColumnId,
    title: string,
    cells: number,
    weight: number,
    align: "left" | "right" = "right",
  ): ColumnSpec<HostColumnId> => ({ id, title, width: cells, align, weight });
  return placeColumns(
    [
      spec("host", "HOST", Math.max(4, Math.min(hostWidth, isWide ? 20 : 9)), 100, "left"),
      spec("os", "OS", 12, 8, "left"),
      spec("cpus", "CPUS", 4, 22),
      spec("cpu", "CPU%", 5, 95),
      isWide
        ? spec("history", `${historyTitle} history`, 20, 45, "left")
        : spec("history", `${historyTitle} hist`, 8, 45, "left"),
      spec("memory", "MEM", 4, 60),
      spec("swap", "SWAP", 5, 12),
      spec("load", isWide ? "LD/CPU" : "LD/C", isWide ? 6 : 4, 40),
      spec("pressure", "PSI c/m/i", 9, 14, "left"),
      spec("net", "NET rx/tx", 11, 16, "left"),
      spec("disk", "DISK r/w", 11, 18, "left"),
      spec("processes", "PROC", 5, 30),
      spec("uptime", "UP", 6, 10),
      spec(
        "top",
        "TOP PROCESS",
        width < narrow ? 0 : isWide ? 26 : width < medium ? 14 : 26,
        100,
        "left",
      ),
      spec("age", "AGE", 4, 85),
    ].map((column) => (width < narrow ? narrowed(column) : column)),
    "top",
    width,
    2,
  );
};

const narrowIds: readonly HostColumnId[] = ["host", "cpu", "memory", "top", "age"];

const narrowed = (column: ColumnSpec<HostColumnId>): ColumnSpec<HostColumnId> =>
  narrowIds.includes(column.id) ? column : { ...column, weight: 0 };
