import { type Archive } from "../../src/hub/archive/archive.ts";
import { type Past } from "../../src/hub/history/past.ts";
import { createScan } from "../../src/hub/history/scan.ts";
import { type HostView } from "../../src/protocol/process-row.ts";
import { createFakeClock } from "./fake-clock.ts";

/** The past of an archive, beside the live tables of some hosts. */
export const pastOf = (
  archive: Archive,
  live: readonly HostView[] = [],
  signal?: AbortSignal,
): Past => ({
  archive,
  tenant: "default",
  presentOf: (host) => {
    const view = live.find((one) => one.host === host);
    return view === undefined ? undefined : { view, time: view.state.time };
  },
  scan: createScan({ clock: createFakeClock(), ...(signal !== undefined && { signal }) }),
});
