import { type ProcessQuery } from "../../tui/data/process-query.ts";
import { type TuiOptions } from "../tui-task.ts";
import { type HubClient } from "./ask-hub.ts";

/** A list as it was at a moment: what it is made from. */
export interface ListAt {
  readonly client: HubClient;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Stands first in each row of a document: the moment, ISO 8601 with the local zone. */
  readonly front: { readonly at: string };
  readonly query: ProcessQuery;
  readonly options: TuiOptions;
  /** Cells of a line; null where no screen bounds it. */
  readonly width: number | null;
}

export interface ListText {
  /** A document or a plain table. */
  readonly text: string;
  /** Hosts that were silent. */
  readonly absent: readonly string[];
}
