import { compileFilter } from "../../protocol/filter/match.ts";
import { readFilter } from "../../protocol/filter/read-filter.ts";
import { nearestName } from "../../protocol/nearest-name.ts";
import { processFieldNames } from "../../protocol/process-fields.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { type Fleet } from "./fleet.ts";
import { type FleetHost } from "./fleet-host.ts";
import { noFolds } from "./folds.ts";
import { type ProcessFilter } from "./process-members.ts";
import { createProcessView, type ProcessView } from "./process-view.ts";
import { defaultDescending, type Sort, sortFieldNamed } from "./sort-field.ts";

/** What a script asks for: the words behind `--filter`, `--sort`, `--limit` and `--host`. */
export interface ProcessQuery {
  /** In the filter language. */
  readonly filter?: string | undefined;
  readonly sort?: Sort | undefined;
  readonly limit?: number | undefined;
  /** Host ids; left out: all. */
  readonly hosts?: readonly string[] | undefined;
}

export const defaultProcessSort: Sort = { field: "cpu_percent", descending: true };

/** The filter of a text in the filter language; null for the empty one. Throws PROCMON_FILTER_SYNTAX. */
export const compileFilterText = (text: string): ProcessFilter | null =>
  text.trim() === "" ? null : compileFilter(readFilter(text));

/**
 * `cpu`, `rss`, `user`, each in the order one looks for first; a sign in front chooses it: `+rss` the
 * smallest first, `-user` the last name first. Throws PROCMON_USAGE.
 */
export const parseSort = (text: string): Sort => {
  const [, sign, name = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const field = sortFieldNamed(name);
  if (field === undefined) {
    const nearest = nearestName(name, ["host", ...processFieldNames]);
    throw new ProcmonError(
      "PROCMON_USAGE",
      `--sort: expected a field such as cpu, rss or pid, got ${JSON.stringify(text)}; ` +
        `${nearest === undefined ? "" : `did you mean ${sign}${nearest}? `}docs/fields.md has them all`,
    );
  }
  const descending = sign === "" ? defaultDescending(field) : sign === "-";
  return { field, descending };
};

/** The hosts of the given ids. Throws PROCMON_NOT_FOUND for one that is not there. */
export const hostsInScope = (
  fleet: Fleet,
  ids: readonly string[] | undefined,
): readonly FleetHost[] => {
  if (ids === undefined) return fleet.hosts;
  return ids
    .map((id) => {
      const host = fleet.hostNamed(id);
      if (host !== undefined) return host;
      throw new ProcmonError(
        "PROCMON_NOT_FOUND",
        `expected the id of a known host, got ${JSON.stringify(id)}; known: ${namesOf(fleet)}`,
      );
    })
    .toSorted((a, b) => (a.host < b.host ? -1 : 1));
};

const namesOf = ({ hosts }: Fleet): string =>
  hosts.length === 0
    ? "none"
    : `${hosts
        .slice(0, 10)
        .map(({ host }) => host)
        .join(", ")}${hosts.length > 10 ? ", ..." : ""}`;

/** All rows that a query asks for, kernel threads included, before the limit. */
export const queryProcesses = (fleet: Fleet, query: ProcessQuery, tree: boolean): ProcessView => {
  const view = createProcessView();
  view.arrange({
    hosts: hostsInScope(fleet, query.hosts),
    filter: compileFilterText(query.filter ?? ""),
    sort: query.sort ?? defaultProcessSort,
    tree,
    folds: noFolds,
    kernelThreads: true,
    frozen: false,
  });
  return view;
};
