import { type EventKind } from "../../protocol/api/event.ts";
import { type Filter } from "../../protocol/filter/ast.ts";
import { compileFilter } from "../../protocol/filter/match.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { HostState } from "../../protocol/host-state.ts";
import {
  bornRowFieldIds,
  type NumberFieldId,
  numberFieldIds,
} from "../../protocol/process-fields.ts";
import { type HostView } from "../../protocol/process-row.ts";
import { type EventCandidate } from "./slice-events.ts";

/** Which events are asked for; what is not given holds for all. */
export interface EventConditions {
  readonly host: string | undefined;
  readonly kinds: ReadonlySet<EventKind> | undefined;
  readonly pid: number | undefined;
  /** Part of the name, in any letter case. */
  readonly name: string | undefined;
  readonly filter: Filter | undefined;
}

export const hasKind = ({ kinds }: EventConditions, kind: EventKind): boolean =>
  kinds === undefined || kinds.has(kind);

/** Whether the conditions are about processes: then events of hosts meet none of them. */
export const areOfProcesses = ({ pid, name, filter }: EventConditions): boolean =>
  pid !== undefined || name !== undefined || filter !== undefined;

/** Whether a process of the archive meets the filter, at the sample of its event. */
export const compileCandidateTest = (
  filter: Filter | undefined,
): ((candidate: EventCandidate) => boolean) => {
  if (filter === undefined) return () => true;
  const test = compileFilter(filter);
  const columns = columnsOf(filter);
  return (candidate) => test(viewOf(candidate, columns), 0);
};

/** The number fields that a filter reads. */
const columnsOf = (filter: Filter): ReadonlySet<NumberFieldId> => {
  switch (filter.kind) {
    case "and":
    case "or":
      return new Set(filter.terms.flatMap((term) => [...columnsOf(term)]));
    case "not":
      return columnsOf(filter.term);
    case "compare":
    case "in":
      return new Set(numberFieldIds.filter((id) => id === filter.field || feeds(id, filter.field)));
    default:
      return new Set();
  }
};

/** Whether a computed field is worked out from a number field. */
const feeds = (id: NumberFieldId, computed: string): boolean =>
  (computed === "memory_percent" && id === "memory_rss") ||
  (computed === "status_name" && id === "status");

const viewOf = (
  { piece, track, index }: EventCandidate,
  columns: ReadonlySet<NumberFieldId>,
): HostView => {
  const state = new HostState(1);
  const { processes } = state;
  state.time = piece.times[index] as number;
  processes.add(0, track.pid, track.start);
  for (const id of columns)
    processes.numbers[id][0] = track.column(id)[index - track.firstIndex] as number;
  const info = track.infoAt(index);
  for (const id of bornRowFieldIds) (processes.info[id] as unknown[])[0] = info[id];
  const { facts } = piece.boots[track.boot] as { facts: HostFacts };
  return { host: piece.host, state, facts };
};
