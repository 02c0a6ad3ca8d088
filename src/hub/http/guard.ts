import { isIP } from "node:net";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { isLoopback } from "./listen-policy.ts";

/** The headers a guard looks at. */
export interface GuardedHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

/** Throws PROCMON_HOST_HEADER_REFUSED or PROCMON_ORIGIN_REFUSED. */
export type Guard = (headers: GuardedHeaders) => void;

/**
 * Keeps browser pages out, on REST and on upgrades alike.
 *
 * A page that rebinds its own name to our address still sends that name as Host: only names of the
 * listener pass, and those of `allowHosts`. Where the network may connect, any literal address passes
 * too, since rebinding needs a name. A page of another origin says so in Origin; programs send none. Those
 * of `corsOrigins` pass.
 */
export const createGuard = (
  listenHost: string,
  allowHosts: readonly string[],
  corsOrigins: readonly string[] = [],
): Guard => {
  const allowed = new Set(allowHosts.map((name) => name.toLowerCase()));
  const isOwnName = (name: string): boolean =>
    isLoopback(name) ||
    name === listenHost.toLowerCase() ||
    allowed.has(name) ||
    (!isLoopback(listenHost) && isIP(name) !== 0);

  return ({ host, origin }) => {
    const name = /^[A-Za-z0-9._:[\]-]+$/.test(host ?? "") ? nameOf(`http://${host}`) : undefined;
    if (name === undefined || !isOwnName(name))
      throw new ProcmonError(
        "PROCMON_HOST_HEADER_REFUSED",
        `expected a Host header that names this hub, got ${quote(host)}`,
      );
    if (origin === undefined || corsOrigins.includes(origin)) return;
    const isSame = origin.toLowerCase() === `http://${(host as string).toLowerCase()}`;
    const originName = nameOf(origin);
    if (!isSame && (originName === undefined || !allowed.has(originName)))
      throw new ProcmonError(
        "PROCMON_ORIGIN_REFUSED",
        `expected no Origin header or one of this hub, got ${quote(origin)}`,
      );
  };
};

/** The host name of a URL in lower case, an IPv6 address without brackets. */
const nameOf = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, "$1") : undefined;

const quote = (value: string | undefined): string =>
  value === undefined ? "none" : JSON.stringify(makeSafeText(value).slice(0, 256));
