import { type ProcessesQuery } from "../../protocol/api/processes.ts";
import { compileFilter, type FilterTest } from "../../protocol/filter/match.ts";
import { readFilter } from "../../protocol/filter/read-filter.ts";
import { processValue } from "../../protocol/process-row.ts";

/**
 * Whether a process meets every condition of a query. A value that could not be read meets none.
 * Throws PROCMON_FILTER_SYNTAX.
 */
export const compileConditions = (query: ProcessesQuery): FilterTest => {
  const tests: FilterTest[] = [];
  const { pid, status, cpu_gt, mem_gt, port, user } = query;
  const name = query.name?.toLowerCase();
  if (pid !== undefined) tests.push(({ state }, slot) => state.processes.pid[slot] === pid);
  if (status !== undefined) {
    const letter = status.charCodeAt(0);
    tests.push(({ state }, slot) => state.processes.numbers.status[slot] === letter);
  }
  if (user !== undefined)
    tests.push(({ state }, slot) => state.processes.info.username[slot] === user);
  if (name !== undefined)
    tests.push(
      ({ state }, slot) => state.processes.info.name[slot]?.toLowerCase().includes(name) === true,
    );
  if (cpu_gt !== undefined)
    tests.push((view, slot) => isAbove(processValue(view, slot, "cpu_percent"), cpu_gt));
  if (mem_gt !== undefined)
    tests.push((view, slot) => isAbove(processValue(view, slot, "memory_percent"), mem_gt));
  if (port !== undefined)
    tests.push(
      ({ state }, slot) =>
        state.processes.info.ports[slot]?.some((one) => one.port === port) === true,
    );
  if (query.q !== undefined) tests.push(compileFilter(readFilter(query.q)));
  return (view, slot) => tests.every((test) => test(view, slot));
};

const isAbove = (value: unknown, bound: number): boolean =>
  typeof value === "number" && value > bound;
