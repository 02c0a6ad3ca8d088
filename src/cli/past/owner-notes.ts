import { type Owner } from "./answer-schemas.ts";
import { listNames } from "./list-names.ts";

/** Says which processes beside the one that is shown had the same pid, so that nobody takes one for another. */
export const ownerNotes = (process: Owner, others: readonly Owner[]): string[] =>
  others.length === 0
    ? []
    : [
        `pid ${process.pid} was used again in that time; this is ${named(process)}; others: ` +
          listNames(others.map(named)),
      ];

const named = ({ name, create_time }: Owner): string =>
  `${name ?? "?"} (--create-time ${create_time})`;
