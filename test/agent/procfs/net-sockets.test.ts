import { SocketAddress } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteCursor } from "../../../src/agent/procfs/byte-cursor.ts";
import {
  formatAddress,
  parseNetSockets,
  type SocketProtocol,
} from "../../../src/agent/procfs/net-sockets.ts";
import { parseSockstat } from "../../../src/agent/procfs/sockstat.ts";
import { formatPort } from "../../../src/protocol/port.ts";

const header =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const tcp = (local: string, remote: string, state: string, inode: number): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 100 0 0 10 0\n`;

const parse = (
  protocol: SocketProtocol,
  text: string,
): { used: number; rows: [number, string | null][] } => {
  const rows: [number, string | null][] = [];
  const bytes = Buffer.from(text);
  const padded = Buffer.concat([
    bytes,
    Buffer.from(tcp("0100007F:0001", "00000000:0000", "0A", 9)),
  ]);
  const used = parseNetSockets(protocol, padded, bytes.length, (inode, binding) => {
    rows.push([inode, binding === null ? null : formatPort(binding)]);
  });
  return { used, rows };
};

describe("/proc/net/tcp and its kin", () => {
  test("gives listening sockets with their binding, others without, and none that no process holds", () => {
    const text =
      header +
      tcp("0100007F:1F90", "00000000:0000", "0A", 11) +
      tcp("00000000:0016", "00000000:0000", "0A", 12) +
      tcp("0100007F:A1B2", "0100007F:1F90", "01", 13) +
      tcp("0100007F:A1B2", "0100007F:1F90", "06", 0);
    expect(parse("tcp", text)).toEqual({
      used: text.length,
      rows: [
        [11, "127.0.0.1:8080"],
        [12, "*:22"],
        [13, null],
      ],
    });
  });

  test("gives IPv6 addresses", () => {
    const text =
      tcp("00000000000000000000000001000000:0277", "0".repeat(32) + ":0000", "0A", 5) +
      tcp(`${"0".repeat(32)}:0050`, "0".repeat(32) + ":0000", "0A", 6);
    expect(parse("tcp6", text).rows).toEqual([
      [5, "[::1]:631"],
      [6, "*:80"],
    ]);
  });

  test("takes bound, unconnected UDP for waiting", () => {
    const text =
      tcp("00000000:0044", "00000000:0000", "07", 7) +
      tcp("0100007F:8000", "0100007F:0035", "01", 8);
    expect(parse("udp", text).rows).toEqual([
      [7, "*:68"],
      [8, null],
    ]);
  });

  test("leaves a row whose end was not read yet", () => {
    const whole = tcp("00000000:0016", "00000000:0000", "0A", 12);
    const { used, rows } = parse("tcp", whole + whole.slice(0, 40));
    expect(used).toBe(whole.length);
    expect(rows).toHaveLength(1);
  });

  test("passes over what is no row", () => {
    expect(parse("tcp", "\n\n   x\nsl local\n").rows).toEqual([]);
  });

  test("writes any IPv6 address as RFC 5952 says", () => {
    const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(0xffff));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const octets = groups.flatMap((g) => [g >> 8, g & 0xff]);
        const hex = [0, 4, 8, 12]
          .map((at) =>
            Buffer.from(octets.slice(at, at + 4).reverse())
              .toString("hex")
              .toUpperCase(),
          )
          .join("");
        const plain = groups.map((g) => g.toString(16)).join(":");
        const expected = new SocketAddress({ address: plain, family: "ipv6" }).address;
        const text = formatAddress(hex);
        // glibc writes the long obsolete IPv4-compatible addresses with dots; ours stay hexadecimal.
        if (groups.slice(0, 6).some((g) => g !== 0)) expect(text).toBe(expected);
      }),
    );
  });

  test("writes a mapped IPv4 address with dots", () => {
    expect(formatAddress("0000000000000000FFFF00000100007F")).toBe("::ffff:127.0.0.1");
  });

  test("reads the words of a big-endian host", () => {
    expect(formatAddress("7F000001", false)).toBe("127.0.0.1");
  });
});

test("sockstat gives the sockets in use by protocol", () => {
  const counts = { tcp: Number.NaN, tcp6: Number.NaN, udp: Number.NaN, udp6: Number.NaN };
  const read = (text: string): void =>
    parseSockstat(new ByteCursor(), Buffer.from(text), text.length, counts);
  read(
    "sockets: used 14\nTCP: inuse 3 orphan 0 tw 0 alloc 1 mem 161\nUDP: inuse 2 mem 0\nUDPLITE: inuse 9\n",
  );
  read("TCP6: inuse 1\nUDP6: inuse 0\nUDPLITE6: inuse 9\n");
  expect(counts).toEqual({ tcp: 3, tcp6: 1, udp: 2, udp6: 0 });
});
