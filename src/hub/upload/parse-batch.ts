import * as z from "zod/mini";
import { type HostFacts, hostFacts } from "../../protocol/host-facts.ts";
import {
  type HostNumberFieldId,
  hostFields,
  hostNumberFieldIds,
} from "../../protocol/host-fields.ts";
import { hostId } from "../../protocol/host-id.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { BatchError, type BatchProblem } from "./batch-error.ts";
import { kindOf, parseRow, type UploadRow } from "./parse-row.ts";
import { parseUploadTime } from "./parse-upload-time.ts";
import { uploadLimits } from "./upload-limits.ts";

/** All processes of a host at one moment, as a body brought them. */
export interface Batch {
  readonly host: string;
  readonly intervalMs: number;
  /** Milliseconds since 1970, or undefined where the body does not say. */
  readonly time: number | undefined;
  readonly facts: Partial<HostFacts>;
  /** Wire integers of the host's own fields. */
  readonly hostNumbers: ReadonlyMap<HostNumberFieldId, number>;
  readonly rows: readonly UploadRow[];
  /** Names of fields that there are not, the first of them. */
  readonly ignored: readonly string[];
}

const knownKeys: ReadonlySet<string> = new Set([
  "agent_id",
  "interval_s",
  "time",
  "hostname",
  "facts",
  "system",
  "samples",
]);
const partialFacts = z.partial(z.omit(hostFacts, { source: true }));

/** Checks a whole body. Throws BatchError with the first wrong places: nothing of such a body is taken. */
export const parseBatch = (body: unknown, pathHost: string): Batch => {
  const errors: BatchProblem[] = [];
  const refuse = (): void => {
    const [first, ...others] = errors;
    if (first !== undefined) throw new BatchError([first, ...others]);
  };
  const report = (index: number | null, field: string, problem: string): void => {
    errors.push({ index, field: makeSafeText(field), problem });
    if (errors.length === uploadLimits.errors) refuse();
  };
  if (!isRecord(body))
    throw new BatchError([
      { index: null, field: "body", problem: `expected a JSON object, got ${kindOf(body)}` },
    ]);
  const reportHead = (field: string, problem: string): void => report(null, field, problem);
  const ignored = new Set<string>();
  const ignore = (name: string): void => {
    if (ignored.size < uploadLimits.ignored) ignored.add(makeSafeText(name.slice(0, 64)));
  };
  for (const key of Object.keys(body)) if (!knownKeys.has(key)) ignore(key);

  checkHost(body["agent_id"], pathHost, reportHead);
  const intervalMs = readInterval(body["interval_s"], reportHead);
  const time = readTime(body["time"], reportHead);
  const facts = readFacts(body["facts"], body["hostname"], reportHead, ignore);
  const hostNumbers = readSystem(body["system"], reportHead, ignore);
  const rows = readRows(body["samples"], report, ignore);
  refuse();
  return { host: pathHost, intervalMs, time, facts, hostNumbers, rows, ignored: [...ignored] };
};

type ReportHead = (field: string, problem: string) => void;
type Ignore = (name: string) => void;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const checkHost = (value: unknown, pathHost: string, report: ReportHead): void => {
  if (!hostId.safeParse(pathHost).success)
    report("agent_id", "expected letters, digits, dots, dashes or underscores in the path");
  else if (value !== pathHost)
    report("agent_id", `expected ${pathHost} as in the path, got ${kindOf(value)}`);
};

const readInterval = (value: unknown, report: ReportHead): number => {
  if (typeof value === "number" && value >= 0.1 && value <= 3600) return Math.round(value * 1000);
  report("interval_s", `expected seconds from 0.1 to 3600, got ${kindOf(value)}`);
  return 0;
};

const readTime = (value: unknown, report: ReportHead): number | undefined => {
  if (value === undefined || value === null) return undefined;
  const { time, problem } = parseUploadTime(value);
  if (problem !== undefined) report("time", `expected ${problem}, got ${kindOf(value)}`);
  return time;
};

/** Facts as `hello` has them; `hostname` may also stand beside `facts`. Texts are made safe first. */
const readFacts = (
  value: unknown,
  hostname: unknown,
  report: ReportHead,
  ignore: Ignore,
): Partial<HostFacts> => {
  if (value !== undefined && value !== null && !isRecord(value)) {
    report("facts", `expected an object, got ${kindOf(value)}`);
    return {};
  }
  const given = {
    ...(isRecord(value) && value),
    ...(typeof hostname === "string" && { hostname }),
  };
  if (hostname !== undefined && hostname !== null && typeof hostname !== "string")
    report("hostname", `expected text, got ${kindOf(hostname)}`);
  const facts: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries(given)) {
    if (!Object.hasOwn(partialFacts.shape, name)) ignore(`facts.${name}`);
    else if (fact !== null) facts[name] = typeof fact === "string" ? makeSafeText(fact) : fact;
  }
  if (facts["boot_time"] !== undefined) {
    const { time, problem } = parseUploadTime(facts["boot_time"]);
    if (problem !== undefined)
      report("facts.boot_time", `expected ${problem}, got ${kindOf(facts["boot_time"])}`);
    facts["boot_time"] = time;
  }
  const result = partialFacts.safeParse(facts);
  if (result.success) return result.data as Partial<HostFacts>;
  for (const { path, message } of result.error.issues) {
    const name = String(path[0]);
    const expected = message.startsWith("expected") ? message : "expected what docs/fields.md says";
    report(`facts.${name}`, `${expected}, got ${kindOf(facts[name])}`);
  }
  return {};
};

/** The host's own fields, in their units. */
const readSystem = (
  value: unknown,
  report: ReportHead,
  ignore: Ignore,
): ReadonlyMap<HostNumberFieldId, number> => {
  const numbers = new Map<HostNumberFieldId, number>();
  if (value === undefined || value === null) return numbers;
  if (!isRecord(value)) {
    report("system", `expected an object with fields of a host, got ${kindOf(value)}`);
    return numbers;
  }
  for (const [name, cell] of Object.entries(value)) {
    const id = hostNumberFieldIds.find((one) => one === name);
    if (id === undefined) ignore(`system.${name}`);
    else if (typeof cell === "number" && cell >= 0 && cell <= mostOf(id))
      numbers.set(id, Math.round(cell * Math.round(1 / hostFields[id].resolution)));
    else if (cell !== null)
      report(`system.${id}`, `expected a number from 0 to ${mostOf(id)}, got ${kindOf(cell)}`);
  }
  return numbers;
};

const mostOf = (id: HostNumberFieldId): number =>
  Math.floor(Number.MAX_SAFE_INTEGER * hostFields[id].resolution);

const readRows = (
  value: unknown,
  report: (index: number | null, field: string, problem: string) => void,
  ignore: Ignore,
): readonly UploadRow[] => {
  if (!Array.isArray(value)) {
    report(null, "samples", `expected an array of processes, got ${kindOf(value)}`);
    return [];
  }
  if (value.length > uploadLimits.rows) {
    const most = `expected at most ${uploadLimits.rows} processes`;
    report(null, "samples", `${most}, got ${value.length}`);
    return [];
  }
  const rows: UploadRow[] = [];
  const indexOfPid = new Map<number, number>();
  for (const [index, cell] of (value as unknown[]).entries()) {
    const row = parseRow(
      cell,
      (field, problem) => report(index, field, problem),
      (name) => ignore(name),
    );
    if (row === undefined) continue;
    const earlier = indexOfPid.get(row.pid);
    if (earlier !== undefined)
      report(index, "pid", `expected each process once, ${row.pid} is samples[${earlier}] too`);
    indexOfPid.set(row.pid, index);
    rows.push(row);
  }
  return rows;
};
