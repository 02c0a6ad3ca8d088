import { type Channel, type Logger } from "../protocol/effects.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";

/** Tells a peer in an error frame why, then closes. What is no ProcmonError is told as PROCMON_INTERNAL. */
export const refuse = (channel: Channel, error: unknown, log: Logger, peer = "unknown"): void => {
  const known =
    error instanceof ProcmonError
      ? error
      : new ProcmonError("PROCMON_INTERNAL", "the hub failed at this message", { cause: error });
  const message = makeSafeText(known.message.slice(0, 1024));
  channel.send(JSON.stringify({ k: "error", code: known.code, message }));
  channel.close(known.closeCode, known.code);
  if (known === error) log.warn({ peer, code: known.code, reason: message }, "refused a peer");
  else log.error({ peer, error: makeSafeText(String(error)) }, "the hub failed at a message");
};
