import { type HelloFrame } from "../protocol/frame.ts";
import { type HostState } from "../protocol/host-state.ts";
import { type TenantId } from "./tenant.ts";

/** A host as the log of an earlier run tells of it. */
export interface RestoredHost {
  readonly tenant: TenantId;
  readonly host: string;
  /** Its last greeting; undefined where that line is damaged. */
  readonly greeting: Pick<HelloFrame, "epoch" | "interval_ms" | "facts"> | undefined;
  /** The last whole table. */
  readonly state: HostState;
  /** Whether that is the table after `sequence`. */
  readonly hasState: boolean;
  /** Of the last intact frame of the epoch. */
  readonly sequence: number;
  /** When its first greeting in the log came and its last sample was made, milliseconds since 1970. */
  readonly firstSeen: number;
  readonly lastSeen: number;
}
