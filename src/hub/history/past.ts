import { type Archive } from "../archive/archive.ts";
import { type TenantId } from "../tenant.ts";
import { type Present } from "./present.ts";
import { type Scan } from "./scan.ts";

/** Where an answer about the past comes from. */
export interface Past {
  readonly archive: Archive;
  readonly tenant: TenantId;
  /** The live table of a host; undefined where it is not connected. */
  readonly presentOf: (host: string) => Present | undefined;
  readonly scan: Scan;
}
