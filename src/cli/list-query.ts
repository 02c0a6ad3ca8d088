import { compileFilterText, type ProcessQuery, parseSort } from "../tui/data/process-query.ts";
import { type TuiOptions } from "./tui-task.ts";

/**
 * What a list is asked for. Read before anything is connected: a typing error should not take a second to
 * be told.
 *
 * Throws PROCMON_FILTER_SYNTAX, and PROCMON_USAGE for what cannot be sorted by.
 */
export const readListQuery = ({ filter, sort, limit, host }: TuiOptions): ProcessQuery => {
  compileFilterText(filter);
  return {
    filter,
    sort: sort === undefined ? undefined : parseSort(sort),
    limit,
    hosts: host === undefined ? undefined : [host],
  };
};
