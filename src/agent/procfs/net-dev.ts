/** Bytes moved by one network interface since it appeared. */
export interface InterfaceCounters {
  readonly name: string;
  readonly receiveBytes: number;
  readonly transmitBytes: number;
}

/** All interfaces of /proc/net/dev but loopback: columns 1 (bytes received) and 9 (bytes sent). */
export const parseNetDev = (text: string): InterfaceCounters[] =>
  text.split("\n").flatMap((line) => {
    // An alias interface may have a colon in its name.
    const colon = line.lastIndexOf(":");
    if (colon < 0) return [];
    const name = line.slice(0, colon).trim();
    const words = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/);
    if (name === "lo" || words.length < 9) return [];
    return [{ name, receiveBytes: Number(words[0]), transmitBytes: Number(words[8]) }];
  });
