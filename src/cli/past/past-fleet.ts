import { encodeKey } from "../../protocol/encode-frame.ts";
import { type RelayedFrame } from "../../protocol/frame.ts";
import { createFleet, type Fleet } from "../../tui/data/fleet.ts";
import { type PastHost } from "./past-host.ts";

/** Hosts as they were at a moment, in the shape in which the terminal holds those of now. */
export const pastFleetOf = (hosts: readonly PastHost[], at: number): Fleet => {
  const fleet = createFleet({ clock: { monotonic: () => 0 }, maxHosts: hosts.length });
  fleet.apply({ k: "hosts", now: at, hosts: hosts.map(({ entry }) => entry) });
  for (const { entry, state } of hosts)
    fleet.apply({ ...encodeKey(state, 0), host: entry.host } as RelayedFrame);
  return fleet;
};
