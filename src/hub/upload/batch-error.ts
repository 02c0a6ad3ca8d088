import { ProcmonError } from "../../protocol/procmon-error.ts";

/** One wrong place of a batch. */
export interface BatchProblem {
  /** Of the row in `samples`, or null where it is no row that is wrong. */
  readonly index: number | null;
  /** As it stands in the body, such as `cpu_percent` or `facts.cpu_count`. */
  readonly field: string;
  /** What was expected, and what came. */
  readonly problem: string;
}

/** A batch of which nothing was taken, and the first of its wrong places. */
export class BatchError extends ProcmonError {
  readonly errors: readonly BatchProblem[];

  constructor(errors: readonly [BatchProblem, ...BatchProblem[]]) {
    super("PROCMON_BATCH_INVALID", describe(errors[0]));
    this.errors = errors;
  }
}

const describe = ({ index, field, problem }: BatchProblem): string => {
  const row = index === null ? [] : [`samples[${index}]`];
  return `${[...row, ...(field === "" ? [] : [field])].join(".")}: ${problem}`;
};
