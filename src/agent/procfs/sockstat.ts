import { type ByteCursor } from "./byte-cursor.ts";
import { type SocketProtocol } from "./net-sockets.ts";

/** Sockets in use in a network namespace, by the file under /proc/net that lists them; NaN: not known. */
export type SocketCounts = Record<SocketProtocol, number>;

const labels: readonly (readonly [string, SocketProtocol])[] = [
  ["TCP: inuse ", "tcp"],
  ["UDP: inuse ", "udp"],
  ["TCP6: inuse ", "tcp6"],
  ["UDP6: inuse ", "udp6"],
];

/** Adds what /proc/net/sockstat or sockstat6 says to `into`. */
export const parseSockstat = (
  cursor: ByteCursor,
  bytes: Uint8Array,
  length: number,
  into: SocketCounts,
): void => {
  cursor.reset(bytes, length);
  do {
    for (const [label, protocol] of labels)
      if (cursor.take(label)) into[protocol] = cursor.number();
  } while (cursor.nextLine());
};
