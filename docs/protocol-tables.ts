import { limits } from "../src/protocol/limits.ts";
import { bornRowFieldIds, numberFieldIds } from "../src/protocol/process-fields.ts";
import { codes, markdownTable } from "./markdown-table.ts";

const meaningOfLimit: Readonly<Record<keyof typeof limits, string>> = {
  frameLength: "UTF-16 units of one message",
  slots: "slots of one host; a slot is a number from 0 to one less",
  nameLength: "UTF-16 units of a name: of a process, a user, a terminal, a container",
  pathLength: "UTF-16 units of a path",
  cmdlineLength: "UTF-16 units of all arguments of a process together",
  cmdlineArgs: "arguments of a process",
  ports: "listening ports of a process",
  rowCells: "cells of one born row, those that a receiver does not know included",
  hostNumbers: "field numbers of a host, likewise",
  mounts: "mounts of a host",
  filterLength: "UTF-16 units of a filter",
};

/** The table of limits in docs/protocol.md. */
export const renderLimitsTable = (): string =>
  markdownTable(
    ["At most", "What"],
    Object.entries(limits).map(([id, most]) => [
      most.toLocaleString("en"),
      meaningOfLimit[id as keyof typeof limits],
    ]),
  );

/** The orders and names that docs/protocol.md needs from the catalogue. */
export const renderRowOrder = (): string =>
  [
    `A born row: ${codes(["slot", "pid", "start", ...bornRowFieldIds])}.`,
    "",
    `Columns in \`c\`: ${codes(numberFieldIds)}.`,
  ].join("\n");
