import { type Clock, type Logger } from "../../protocol/effects.ts";
import { type StoredArchive } from "../archive/create-archive.ts";
import { type Hub } from "../hub.ts";

/** What handlers answer from. */
export interface RouteContext {
  readonly hub: Hub;
  readonly archive: StoredArchive;
  readonly clock: Clock;
  readonly log: Logger;
}
