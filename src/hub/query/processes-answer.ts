import { type z } from "zod";
import { type ProcessesQuery, type processesAnswer } from "../../protocol/api.ts";
import { type HostView, processRowOf, processValue } from "../../protocol/process-row.ts";
import { compileConditions } from "./process-condition.ts";
import { type RowPlace, sortRows } from "./sort-rows.ts";

/** The processes of the hosts that meet a query, sorted, the page of them that was asked for. */
export const computeProcessesAnswer = (
  views: readonly HostView[],
  query: ProcessesQuery,
): z.infer<typeof processesAnswer> => {
  const meets = compileConditions(query);
  const rows: RowPlace[] = [];
  for (const view of views) {
    const { used, bound } = view.state.processes;
    for (let slot = 0; slot < bound; slot++)
      if (used[slot] === 1 && meets(view, slot)) rows.push({ view, slot });
  }
  const page = sortRows(rows, query).slice(query.offset, query.offset + query.limit);
  const { fields } = query;
  return {
    total: rows.length,
    processes: page.map(({ view, slot }) =>
      fields === undefined
        ? processRowOf(view, slot)
        : {
            host: view.host,
            ...Object.fromEntries(fields.map((id) => [id, processValue(view, slot, id)])),
          },
    ),
  };
};
