import { endianness } from "node:os";
import { type PortBinding } from "../../protocol/port.ts";

/** Of include/net/tcp_states.h: an unconnected UDP socket is "closed", a waiting TCP socket listens. */
const TCP_CLOSE = 7;
const TCP_LISTEN = 10;

export type SocketProtocol = PortBinding["protocol"];

/**
 * Takes the sockets out of one chunk of /proc/net/{tcp,tcp6,udp,udp6}: `found` gets the inode of each,
 * and where it waits for peers (TCP in LISTEN, UDP bound and unconnected) its binding, else null.
 * Rows without an inode (TIME_WAIT, orphans) belong to no process and are left out.
 * Returns how many bytes were used up: the rest is the beginning of a row whose end was not read yet.
 *
 * Columns (net/ipv4/tcp_ipv4.c, get_tcp4_sock): sl local_address rem_address st tx:rx tr:when retrnsmt
 * uid timeout inode.
 */
export const parseNetSockets = (
  protocol: SocketProtocol,
  bytes: Buffer,
  length: number,
  found: (inode: number, binding: PortBinding | null) => void,
): number => {
  let from = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, from);
    if (end < 0 || end >= length) return from;
    parseRow(protocol, bytes, from, end, found);
    from = end + 1;
  }
};

const parseRow = (
  protocol: SocketProtocol,
  bytes: Buffer,
  from: number,
  end: number,
  found: (inode: number, binding: PortBinding | null) => void,
): void => {
  const inode = decimalWord(bytes, wordAt(bytes, from, end, 9), end);
  if (!(inode > 0)) return;
  const state = hexWord(bytes, wordAt(bytes, from, end, 3), end);
  const isWaiting = protocol.startsWith("tcp") ? state === TCP_LISTEN : state === TCP_CLOSE;
  found(inode, isWaiting ? bindingAt(protocol, bytes, wordAt(bytes, from, end, 1), end) : null);
};

/** Where word `index` (from 0) of a row begins. */
const wordAt = (bytes: Buffer, from: number, end: number, index: number): number => {
  let at = from;
  for (let word = 0; ; word++) {
    while (at < end && bytes[at] === 0x20) at++;
    if (word === index) return at;
    while (at < end && bytes[at] !== 0x20) at++;
  }
};

const decimalWord = (bytes: Buffer, from: number, end: number): number => {
  let value = 0;
  let at = from;
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return at === from ? Number.NaN : value;
};

const hexWord = (bytes: Buffer, from: number, end: number): number => {
  let to = from;
  while (to < end && isHexDigit(bytes[to] as number)) to++;
  return to === from ? Number.NaN : Number.parseInt(bytes.toString("latin1", from, to), 16);
};

const isHexDigit = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x46) ||
  (byte >= 0x61 && byte <= 0x66);

const bindingAt = (
  protocol: SocketProtocol,
  bytes: Buffer,
  from: number,
  end: number,
): PortBinding | null => {
  const colon = bytes.indexOf(0x3a, from);
  if (colon < 0 || colon >= end) return null;
  const port = hexWord(bytes, colon + 1, end);
  if (Number.isNaN(port) || port === 0) return null;
  return { protocol, address: formatAddress(bytes.toString("latin1", from, colon)), port };
};

/**
 * An address as /proc/net prints it: one (IPv4) or four (IPv6) 32-bit words in hexadecimal, each in the
 * byte order of the host.
 * `*` for the address that stands for all.
 */
export const formatAddress = (hex: string, isLittleEndian = endianness() === "LE"): string => {
  const octets: number[] = [];
  for (let at = 0; at < hex.length; at += 8) {
    const word = [0, 2, 4, 6].map((i) => Number.parseInt(hex.slice(at + i, at + i + 2), 16));
    octets.push(...(isLittleEndian ? word.reverse() : word));
  }
  if (octets.every((octet) => octet === 0)) return "*";
  if (octets.length === 4) return octets.join(".");
  const isMapped =
    octets.slice(0, 10).every((o) => o === 0) && octets[10] === 255 && octets[11] === 255;
  if (isMapped) return `::ffff:${octets.slice(12).join(".")}`;
  return formatIpv6(octets);
};

/** The canonical text form of RFC 5952: lower case, the longest run of zero groups as `::`. */
const formatIpv6 = (octets: readonly number[]): string => {
  const groups: string[] = [];
  for (let i = 0; i < octets.length; i += 2)
    groups.push((((octets[i] as number) << 8) | (octets[i + 1] as number)).toString(16));
  const text = groups.join(":");
  const runs = text.match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? [];
  const longest = runs.reduce((best, run) => (zeros(run) > zeros(best) ? run : best), "");
  if (longest === "") return text;
  const at = text.indexOf(longest);
  return `${text.slice(0, at)}::${text.slice(at + longest.length).replace(/^:/, "")}`;
};

const zeros = (run: string): number => run.split(":").filter((group) => group === "0").length;
