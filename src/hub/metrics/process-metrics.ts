import { type Field } from "../../protocol/field.ts";
import {
  type NumberFieldId,
  numberFieldIds,
  processFields,
} from "../../protocol/process-fields.ts";

/** A process field that is a metric, as the catalogue names it. */
export interface ProcessMetric {
  readonly id: NumberFieldId;
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  /** Wire integers in one unit. */
  readonly perUnit: number;
}

export const processMetrics: readonly ProcessMetric[] = numberFieldIds.flatMap((id) => {
  const { metric, kind, description, resolution }: Field = processFields[id];
  if (metric === null || kind === "info") return [];
  return [{ id, name: metric, type: kind, help: description, perUnit: Math.round(1 / resolution) }];
});

/** Those that only grow while a process lives. */
export const processCounters = processMetrics.filter(({ type }) => type === "counter");
