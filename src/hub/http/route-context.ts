import { type Clock, type Logger } from "../../protocol/effects.ts";
import { type StoredArchive } from "../archive/create-archive.ts";
import { type HubEvents } from "../events/hub-events.ts";
import { type Hub } from "../hub.ts";
import { type Outlets } from "../outlets.ts";
import { type RecentHistory } from "../recent/recent-history.ts";

/** What handlers answer from. */
export interface RouteContext {
  readonly hub: Hub;
  readonly archive: StoredArchive;
  readonly recent: RecentHistory;
  readonly events: HubEvents;
  readonly outlets: Outlets;
  readonly clock: Clock;
  readonly log: Logger;
}
