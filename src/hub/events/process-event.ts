import { type ProcessEvent } from "../../protocol/api/event.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { type InfoValues } from "../../protocol/process-table.ts";
import { eventIdOf } from "./event-id.ts";
import { type ProcessUsage } from "./process-usage.ts";

/** A process as an event names it. */
export interface EventProcess extends Pick<InfoValues, "name" | "cmdline" | "username"> {
  readonly host: string;
  readonly facts: HostFacts;
  readonly pid: number;
  /** Milliseconds after boot. */
  readonly start: number;
}

/** The boot time is in whole seconds and moves a little when the clock is set. */
const startSlackMs = 120_000;

const createTimeOf = ({ facts, start }: Pick<EventProcess, "facts" | "start">): number =>
  facts.boot_time + start;

/**
 * When a process began: as the host has it, unless that is far from the samples that it lies between
 * (`before` shows it not yet, `firstSeen` shows it): then the host's clock is off.
 */
export const startTimeOf = (
  process: Pick<EventProcess, "facts" | "start">,
  { before, firstSeen }: { before: number | null; firstSeen: number },
): number => {
  const time = createTimeOf(process);
  const isEarly = before !== null && time < before - startSlackMs;
  if (isEarly) return Math.min(before + 1, firstSeen);
  return time > firstSeen + startSlackMs ? firstSeen : Math.max(0, time);
};

const identityOf = (process: EventProcess) => ({
  host: process.host,
  boot_id: process.facts.boot_id,
  pid: process.pid,
  start: process.start,
  create_time: createTimeOf(process),
  name: process.name,
  cmdline: process.cmdline === null ? null : [...process.cmdline],
  username: process.username,
});

export const startEventOf = (
  process: EventProcess,
  { time, firstSeen, ppid }: { time: number; firstSeen: number; ppid: number | null },
): ProcessEvent => ({
  id: eventIdOf(time, "process_start", process.host, process),
  time,
  kind: "process_start",
  ...identityOf(process),
  ppid,
  first_seen: firstSeen,
});

export const exitEventOf = (
  process: EventProcess,
  { lastSeen, goneAt, usage }: { lastSeen: number; goneAt: number | null; usage: ProcessUsage },
): ProcessEvent => ({
  id: eventIdOf(lastSeen, "process_exit", process.host, process),
  time: lastSeen,
  kind: "process_exit",
  ...identityOf(process),
  last_seen: lastSeen,
  gone_at: goneAt,
  age: Math.max(0, lastSeen - createTimeOf(process)) / 1000,
  cpu_time: Number.isNaN(usage.cpuTime) ? null : usage.cpuTime / wirePerCpuSecond,
  max_memory_rss: Number.isNaN(usage.maxRss) ? null : usage.maxRss,
});

/** `cpu_time` counts tenths of a millisecond. */
const wirePerCpuSecond = 10_000;
