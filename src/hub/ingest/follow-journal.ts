import { type Logger } from "../../protocol/effects.ts";
import { encodeKey } from "../../protocol/encode-frame.ts";
import { type Fleet } from "../fleet.ts";
import { type HubCounters } from "../hub-counters.ts";
import { type Journal } from "../journal/journal.ts";
import { type Relay } from "../live/relay.ts";
import { type Admission } from "./admission.ts";
import { type SessionRegister } from "./session-register.ts";

/**
 * Tells agents what the journal has kept or lost, and brings back the hosts of an earlier run; then opens
 * the admission.
 */
export const followJournal = (options: {
  journal: Journal;
  fleet: Fleet;
  register: SessionRegister;
  relay: Relay;
  counters: Readonly<HubCounters>;
  log: Logger;
  admission: Admission;
}): void => {
  const { journal, fleet, register, relay, counters, log, admission } = options;
  journal.onKept((host, epoch, sequence) => {
    if (host.epoch !== epoch) return;
    host.keptSequence = sequence;
    register.find(host)?.acknowledge();
  });
  journal.onLost((host, sequence) => {
    host.sequence = Math.max(sequence, host.keptSequence);
    host.hasState = false;
    register.find(host)?.askAgain();
  });
  journal
    .recover((restored) => {
      const host = fleet.restore(restored);
      if (host?.hasState === true && counters.terminals > 0)
        relay.accept(host, JSON.stringify(encodeKey(host.state, host.sequence)));
    })
    .catch((error: unknown) =>
      log.error({ error: String(error) }, "the log of an earlier run could not be read to its end"),
    )
    .finally(() => admission.open());
};
