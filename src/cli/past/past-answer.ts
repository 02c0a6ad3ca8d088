import { type TuiOptions } from "../tui-task.ts";
import { type AskedQuery, type HubClient } from "./ask-hub.ts";
import { type LocalZone } from "./local-zone.ts";

/** What a question about the past is made from. */
export interface PastQuestion {
  readonly client: HubClient;
  readonly pid: number | undefined;
  /** Begin and end in milliseconds, the host and the limit, where they were given. */
  readonly query: AskedQuery;
  readonly options: TuiOptions;
}

/** How the answer of a question is shown. */
export interface PastAnswer {
  /** What `--json` prints: an array of rows, or one object where there is no list. */
  readonly document: unknown;
  /** Milliseconds since 1970. */
  readonly window: { readonly from: number; readonly to: number };
  /** What a reader of the rows must know beside them, for stderr. */
  readonly notes: readonly string[];
  readonly table: (zone: LocalZone, width: number | null) => string;
}
