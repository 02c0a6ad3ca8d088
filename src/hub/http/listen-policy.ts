import { isIP } from "node:net";
import { ProcmonError } from "../../protocol/procmon-error.ts";

/** Whether only this machine can reach a listener on the address. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/**
 * Throws PROCMON_LISTEN_REFUSED for an address that others can reach: whoever does reads every command
 * line of the fleet, so it takes a word from the operator.
 */
export const checkListen = (host: string, insecurePlaintext: boolean): void => {
  if (isLoopback(host) || insecurePlaintext) return;
  throw new ProcmonError(
    "PROCMON_LISTEN_REFUSED",
    `expected a loopback address to listen on, got ${host}, which the network can reach`,
  );
};
