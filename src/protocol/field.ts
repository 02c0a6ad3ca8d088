/**
 * What the catalogue says of one field. The catalogues themselves are `process-fields.ts` and
 * `host-fields.ts`; every schema, JSON key, filter name, table column and reference page follows
 * from them.
 */
export interface Field {
  /** `gauge`: a level. `counter`: only grows while its owner lives. `info`: a fact, not a measure. */
  readonly kind: "gauge" | "counter" | "info";
  /** What one value is. `letter` is one process state letter, see `process-status.ts`. */
  readonly type: "number" | "letter" | "text" | "texts" | "flag" | "ports" | "numbers" | "mounts";
  /**
   * `wire`: read by the agent and sent in frames. `rate`: the increase of the field `of` over the
   * time between two samples, derived by whoever applies a frame (sent only where `of` cannot be
   * read, and in key frames). `computed`: worked out from other fields when it is read.
   */
  readonly origin: "wire" | "rate" | "computed";
  /** For a `rate`: the counters whose increase it is, summed. */
  readonly of?: readonly string[];
  /** For a `rate`: what the increase is divided by: elapsed time, or the increase of this counter. */
  readonly per?: "second" | "cpu_time_total";
  readonly unit: Unit;
  /** The size of one wire integer in `unit`: a wire value is `value / resolution`, rounded. */
  readonly resolution: number;
  /** How the field combines over a subtree, a group or the hosts of a fleet. */
  readonly aggregate: "sum" | "max" | "none";
  readonly column: Column;
  /** Prometheus metric name without prefix, or null where the field is no metric. */
  readonly metric: string | null;
  /** Other names the filter language accepts. */
  readonly aliases: readonly string[];
  readonly description: string;
}

/** Units of values as they stand in JSON and in the filter language, unscaled. */
type Unit =
  | "none"
  | "count"
  | "bytes"
  | "bytes_per_sec"
  | "percent"
  | "seconds"
  | "milliseconds"
  | "epoch_ms";

/** How a terminal shows the field as a table column. */
export interface Column {
  readonly title: string;
  /** Cells, without the gap to the next column. */
  readonly width: number;
  readonly align: "left" | "right";
  /** 0 to 100: on a narrow screen the columns of the highest weight stay. 0: hidden unless asked for. */
  readonly weight: number;
}

export const column = (
  title: string,
  width: number,
  align: Column["align"],
  weight: number,
): Column => ({ title, width, align, weight });

/** The defaults of a catalogue entry: most fields say only where they differ. */
export const fieldDefaults = {
  origin: "wire",
  unit: "none",
  resolution: 1,
  aggregate: "none",
  metric: null,
  aliases: [],
} as const satisfies Partial<Field>;
