import { type ProcessTable } from "../../protocol/process-table.ts";

/**
 * The group of a process: all of one name on a host. Never empty: that is the label of the rest.
 */
export const groupNameAt = ({ info }: ProcessTable, slot: number): string => info.name[slot] || "?";
