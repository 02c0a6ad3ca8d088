import { type Resolution, type ResolutionPart } from "../../protocol/api/resolution.ts";
import { type SeriesFieldId } from "../../protocol/api/series.ts";
import { type TopAnswer, type TopGroup, type TopRow } from "../../protocol/api/top.ts";
import { processFields } from "../../protocol/process-fields.ts";
import { type Window } from "../archive/archive.ts";
import { createHostUseSum, type HostUse } from "./host-use.ts";
import { type Past } from "./past.ts";
import { meanInUnit } from "./per-unit.ts";
import { pieceOfPresent } from "./present.ts";
import { readParts } from "./read-parts.ts";
import { averageFieldOf, type TopMeasure, topMeasureOf } from "./top-measure.ts";
import { type Use, type UsedBy } from "./uses.ts";
import { readWindowParts, spanReader } from "./window-parts.ts";

export interface TopQuestion extends Window {
  readonly hosts: readonly string[];
  readonly by: SeriesFieldId;
  readonly group: TopGroup;
  /** How gauges are ranked. */
  readonly aggregate: "avg" | "max";
  readonly limit: number;
}

/** Hosts without a sample that an answer names. */
const absentMax = 1000;
/** Groups of all hosts, beyond which those that used least are given up. */
const groupsMax = 50_000;

/** A group over all hosts; amounts are increases, or averages of levels, in wire integers. */
interface Group {
  readonly key: string | null;
  host: string | null;
  readonly usedBy: UsedBy | undefined;
  hosts: number;
  processes: number;
  amount: number;
  average: number;
  max: number;
}

/** Who used most of a field in a window, on one host or all. */
export const computeTop = async (past: Past, question: TopQuestion): Promise<TopAnswer> => {
  const { hosts, by, group, limit, from, to } = question;
  const measure = topMeasureOf(by);
  const isRankedByMax = measure.kind === "level" && question.aggregate === "max";
  const rankOf = (one: { readonly amount: number; readonly max: number }): number =>
    isRankedByMax ? one.max : one.amount;
  let groups = new Map<string | null, Group>();
  let total = 0;
  let dropped = 0;
  let seen: Window | undefined;
  let resolution: readonly ResolutionPart[] = [];
  const absent: string[] = [];
  let present = 0;

  for (const host of hosts) {
    const { use, parts } = await readHostUse(past, question, { host, measure, rankOf });
    if (use.seen === undefined) {
      absent.push(host);
      continue;
    }
    present++;
    seen = {
      from: Math.min(seen?.from ?? use.seen.from, use.seen.from),
      to: Math.max(seen?.to ?? use.seen.to, Math.min(use.seen.to, to)),
    };
    if ((parts[0]?.from ?? to) < (resolution[0]?.from ?? to + 1)) resolution = parts;
    total += addToGroups(groups, { host, group, measure }, use, rankOf, limit);
    dropped += use.dropped;
    if (groups.size > groupsMax) {
      const kept = sorted(groups.values(), rankOf).slice(0, groupsMax / 2);
      // A process is on one host: those that are not among the first now never will be.
      if (group !== "process") dropped += groups.size - kept.length;
      groups = new Map(kept.map((one, place) => [group === "process" ? `${place}` : one.key, one]));
    }
    await past.scan.rest();
  }

  const scale = scalesOf(by, measure);
  return {
    from,
    to,
    covered_from: seen?.from ?? null,
    covered_to: seen?.to ?? null,
    by,
    increase_of: measure.kind === "increase" ? measure.counter : null,
    group,
    resolution: [...resolution],
    hosts: present,
    absent: absent.slice(0, absentMax),
    total: present === 0 ? null : scale.amountOf(total),
    dropped,
    rows: sorted(groups.values(), rankOf)
      .slice(0, limit)
      .map((one) => rowOf(one, scale, total)),
  };
};

const readHostUse = async (
  past: Past,
  question: TopQuestion,
  { host, measure, rankOf }: { host: string; measure: TopMeasure; rankOf: (use: Use) => number },
): Promise<{ use: HostUse; parts: readonly ResolutionPart[] }> => {
  const { from, to, group } = question;
  const name = { tenant: past.tenant, host };
  const present = past.presentOf(host);
  const live = present === undefined ? undefined : pieceOfPresent(present);
  const window = { from, to: to + 1 };
  const spanOf = spanReader(past.archive, name, live);
  const parts = await readWindowParts(spanOf, resolutionOfTop(question), window);
  const sum = createHostUseSum({ host, measure, group, from, rankOf });
  for await (const piece of readParts(past.archive, name, parts, { ...past, live }))
    for (const _ of sum.add(piece)) await past.scan.rest();
  return { use: sum.sum(), parts };
};

const hour = 3_600_000;

/** Whole tables are read, so that tiers take over sooner than for one process. */
const resolutionOfTop = ({ from, to }: Window): Resolution => {
  const length = to - from;
  if (length <= 2 * hour) return "raw";
  if (length <= 2 * 24 * hour) return "1m";
  return length <= 60 * 24 * hour ? "10m" : "1h";
};

/** Takes what a host used into the groups; returns what all of it adds up to. */
const addToGroups = (
  groups: Map<string | null, Group>,
  { host, group, measure }: { host: string; group: TopGroup; measure: TopMeasure },
  { uses, amount, lasted }: HostUse,
  rankOf: (use: Use) => number,
  limit: number,
): number => {
  const perMs = lasted > 0 ? 1 / lasted : 0;
  const isLevel = measure.kind === "level";
  // No more of one host's processes than that can be among the first.
  const wanted = group === "process" ? sorted(uses, rankOf).slice(0, limit) : uses;
  for (const [place, use] of wanted.entries()) {
    if (!(use.amount > 0)) continue;
    const id = group === "process" ? `${host} ${place}` : use.key;
    const average = isLevel ? use.amount * perMs : use.amount * perMs * measure.factor;
    let one = groups.get(id);
    if (one === undefined) {
      const { key, usedBy } = use;
      one = { key, host, usedBy, hosts: 0, processes: 0, amount: 0, average: 0, max: 0 };
      groups.set(id, one);
    }
    if (one.host !== host) one.host = null;
    one.hosts++;
    one.processes += use.processes;
    one.amount += isLevel ? average : use.amount;
    one.average += average;
    one.max = Math.max(one.max, use.max);
  }
  return isLevel ? amount * perMs : amount;
};

const sorted = <One extends { amount: number; max: number }>(
  all: Iterable<One>,
  rankOf: (one: One) => number,
): One[] => [...all].sort((a, b) => rankOf(b) - rankOf(a));

interface Scales {
  readonly isLevel: boolean;
  amountOf(wire: number): number | null;
  averageOf(wire: number): number | null;
}

const scalesOf = (by: SeriesFieldId, measure: TopMeasure): Scales => {
  const isLevel = measure.kind === "level";
  // A share of memory is summed up in percent, not in wire integers.
  const averageOf = (wire: number): number | null =>
    by === "memory_percent"
      ? Math.round(wire * 100) / 100
      : meanInUnit(wire, averageFieldOf(by, measure));
  return {
    isLevel,
    averageOf,
    amountOf: isLevel ? averageOf : (wire) => meanInUnit(wire, processFields[measure.counter]),
  };
};

const rowOf = (one: Group, scale: Scales, total: number): TopRow => {
  const { key, host, usedBy, hosts, processes, amount, average, max } = one;
  return {
    key,
    host,
    boot_id: usedBy?.facts.boot_id ?? null,
    pid: usedBy?.pid ?? null,
    start: usedBy?.start ?? null,
    create_time: usedBy === undefined ? null : usedBy.facts.boot_time + usedBy.start,
    name: usedBy?.info.name ?? null,
    cmdline: (usedBy?.info.cmdline ?? null) as string[] | null,
    username: usedBy?.info.username ?? null,
    hosts,
    processes,
    increase: scale.isLevel ? null : scale.amountOf(amount),
    average: scale.averageOf(average),
    max: scale.isLevel ? scale.averageOf(max) : null,
    share: total > 0 ? Math.round((amount / total) * 10_000) / 100 : null,
  };
};
