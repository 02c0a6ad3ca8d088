import { crc32 } from "node:zlib";
import { type HostEvent, hostEvent } from "../../protocol/api/event.ts";

/** One event as a line of a file, checksum first, as lines of the log have it. */
export const eventLineOf = (event: HostEvent): string => {
  const rest = JSON.stringify(event).slice(1);
  return `{"crc":"${crcOf(rest)}",${rest}\n`;
};

const linePattern = /^\{"crc":"([0-9a-f]{8})",(.*)$/s;

/** Reads a line without its newline; undefined where it is damaged. */
export const parseEventLine = (line: string): HostEvent | undefined => {
  const [, crc, rest = ""] = linePattern.exec(line) ?? [];
  if (crc === undefined || crc !== crcOf(rest)) return undefined;
  try {
    return hostEvent.safeParse(JSON.parse(`{${rest}`)).data;
  } catch {
    return undefined;
  }
};

/** CRC-32 of gzip over the UTF-8 bytes. */
const crcOf = (text: string): string => crc32(text).toString(16).padStart(8, "0");
