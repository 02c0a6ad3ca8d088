import { type Field } from "../../protocol/field.ts";
import { limits } from "../../protocol/limits.ts";
import { portBinding } from "../../protocol/port.ts";
import {
  type InfoFieldId,
  type NumberFieldId,
  type ProcessFieldId,
  processFields,
} from "../../protocol/process-fields.ts";
import { isProcessStatus, processStatuses } from "../../protocol/process-status.ts";
import { type InfoValues } from "../../protocol/process-table.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { parseUploadTime } from "./parse-upload-time.ts";
import { uploadLimits } from "./upload-limits.ts";

/** One process of a batch. What was left out or null is absent. */
export interface UploadRow {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly createTime: number | undefined;
  /** Milliseconds after boot. */
  readonly start: number | undefined;
  readonly memoryPercent: number | undefined;
  /** Wire integers; of `status` the character code. */
  readonly numbers: ReadonlyMap<NumberFieldId, number>;
  readonly info: Partial<InfoValues>;
}

/** Says what is wrong with a value: undefined where nothing is. */
type Report = (field: string, problem: string) => void;

/** Worked out by whoever reads a row, so that sending it back changes nothing. */
const derivedFields: ReadonlySet<string> = new Set(["host", "agent_id", "age", "status_name"]);

/**
 * Checks one row by the catalogue of fields: each value is in the unit that the catalogue names. Fields
 * that there are not go to `onUnknown`. Returns undefined where the row is no object or has no pid.
 */
export const parseRow = (
  value: unknown,
  report: Report,
  onUnknown: (name: string) => void,
): UploadRow | undefined => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report("", `expected an object with the fields of a process, got ${kindOf(value)}`);
    return undefined;
  }
  const numbers = new Map<NumberFieldId, number>();
  const info: Record<string, unknown> = {};
  const own: { pid?: number; create_time?: number; start?: number; memory_percent?: number } = {};
  for (const [name, cell] of Object.entries(value)) {
    if (!Object.hasOwn(processFields, name)) {
      if (!derivedFields.has(name)) onUnknown(name);
      continue;
    }
    if (cell === null || derivedFields.has(name)) continue;
    const id = name as ProcessFieldId;
    const { value: read, problem } = readCell(id, cell);
    if (problem !== undefined) report(id, `expected ${problem}, got ${kindOf(cell)}`);
    else if (id === "pid" || id === "start" || id === "create_time" || id === "memory_percent")
      own[id] = read as number;
    else if (typeof read === "number") numbers.set(id as NumberFieldId, read);
    else info[id] = read;
  }
  if (own.pid === undefined) {
    if ((value as { pid?: unknown }).pid === undefined || (value as { pid?: unknown }).pid === null)
      report("pid", "expected the process id, got nothing");
    return undefined;
  }
  return {
    pid: own.pid,
    createTime: own.create_time,
    start: own.start,
    memoryPercent: own.memory_percent,
    numbers,
    info: info as Partial<InfoValues>,
  };
};

/** What came, short enough for a message. */
export const kindOf = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "string" && value.length > 40) return `${value.length} characters`;
  return makeSafeText(JSON.stringify(value));
};

interface Reading {
  readonly value?: unknown;
  /** What was expected. */
  readonly problem?: string;
}

const readCell = (id: ProcessFieldId, cell: unknown): Reading => {
  if (id === "create_time") return readTime(cell);
  const field: Field = processFields[id];
  switch (field.type) {
    case "number":
      return readNumber(id, field, cell);
    case "letter":
      return readStatus(cell);
    case "texts":
      return readCmdline(cell);
    case "flag":
      return typeof cell === "boolean" ? { value: cell } : { problem: "true or false" };
    case "ports":
      return readPorts(cell);
    default:
      return readText(cell, textLengths[id as InfoFieldId] ?? limits.nameLength);
  }
};

const textLengths: Readonly<Partial<Record<InfoFieldId, number>>> = {
  exe: limits.pathLength,
  cgroup: limits.pathLength,
  cwd: limits.pathLength,
};

const readTime = (cell: unknown): Reading => {
  const { time, problem } = parseUploadTime(cell);
  return problem === undefined ? { value: time } : { problem };
};

/** `nice` goes below 0; of `pid` and `memory_percent` the value itself is taken, of others the wire integer. */
const readNumber = (id: ProcessFieldId, field: Field, cell: unknown): Reading => {
  const isWhole = field.unit === "count" || (field.kind === "info" && id !== "start");
  const least = id === "nice" ? Number.MIN_SAFE_INTEGER : 0;
  const most =
    id === "memory_percent" ? 100 : Math.floor(Number.MAX_SAFE_INTEGER * field.resolution);
  if (
    typeof cell !== "number" ||
    !(cell >= least && cell <= most) ||
    (isWhole && !Number.isInteger(cell))
  )
    return {
      problem: `a ${isWhole ? "whole " : ""}number${id === "nice" ? "" : ` from 0 to ${most}`}`,
    };
  if (id === "memory_percent") return { value: cell };
  return { value: Math.round(cell * Math.round(1 / field.resolution)) };
};

/** A letter, or a word as `ps` and psutil have it: `disk sleep`, `disk-sleep`. */
const readStatus = (cell: unknown): Reading => {
  if (typeof cell === "string") {
    const word = cell.toLowerCase().replaceAll(/[-_]/g, " ");
    const letter = isProcessStatus(cell)
      ? cell
      : Object.entries(processStatuses).find(([, name]) => name === word)?.[0];
    if (letter !== undefined) return { value: letter.charCodeAt(0) };
  }
  return {
    problem: `a state letter or word (${Object.entries(processStatuses)
      .map(([letter, name]) => `${letter} ${name}`)
      .join(", ")})`,
  };
};

const readText = (cell: unknown, most: number): Reading =>
  typeof cell === "string" && cell.length <= most
    ? { value: makeSafeText(cell) }
    : { problem: `text of at most ${most} characters` };

const readCmdline = (cell: unknown): Reading => {
  const value = parseCommandLine(cell);
  return value === undefined
    ? {
        problem: `text or an array of texts of at most ${uploadLimits.cmdlineLength} characters in all`,
      }
    : { value };
};

const readPorts = (cell: unknown): Reading =>
  Array.isArray(cell) &&
  cell.length <= limits.ports &&
  cell.every((port) => portBinding.safeParse(port).success)
    ? { value: cell }
    : { problem: `at most ${limits.ports} of {protocol, address, port}` };
