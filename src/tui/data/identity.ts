/**
 * What names a process on screen: `host/pid/start`. A pid that is used again is another process. The
 * start is told in time since boot, so that a process survives a clock step and not a reboot of its
 * host with the same pid and tick, which does not happen.
 */
export const formatIdentity = (host: string, pid: number, start: number): string =>
  `${host}/${pid}/${start}`;

export interface Identity {
  readonly host: string;
  readonly pid: number;
  readonly start: number;
}

/** undefined where it is no identity of a process. */
export const parseIdentity = (identity: string): Identity | undefined => {
  const parts = identity.split("/");
  const [host, pid, start] = parts;
  if (parts.length !== 3 || host === undefined) return undefined;
  return { host, pid: Number(pid), start: Number(start) };
};
