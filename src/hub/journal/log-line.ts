import { crc32 } from "node:zlib";
import { type HostName } from "../archive/archive.ts";
import { defaultTenant } from "../tenant.ts";

/** `{"crc":"01234567",` */
const headLength = 18;
const headStart = '{"crc":"';
/** Tenant, host, `at`, `k`, `q` and `t` fit in this many bytes. */
const frontLength = 400;
/** UTF-16 units become at most three bytes each. */
const bytesPerUnit = 3;

/** What follows the checksum of each line of a host, up to its frame. Ids need no escapes. */
export const lineFrontOf = ({ tenant, host }: HostName): string =>
  `${tenant === defaultTenant ? "" : `"tenant":"${tenant}",`}"host":"${host}",`;

/** Bytes that a line may take at most. */
export const lineBound = (front: string, body: string): number =>
  headLength + front.length + bytesPerUnit * body.length + 1;

/**
 * Writes `{"crc":"...",` + front + the body without its `{` + newline, and returns where it ends. The
 * checksum is the CRC-32 of gzip over everything behind it up to the newline.
 */
export const writeLine = (buffer: Buffer, start: number, front: string, body: string): number => {
  const frontStart = start + headLength;
  const bodyStart = frontStart + front.length - 1;
  const end = bodyStart + buffer.write(body, bodyStart);
  // Over the brace of the body.
  buffer.write(front, frontStart, "latin1");
  const crc = crc32(buffer.subarray(frontStart, end)).toString(16).padStart(8, "0");
  buffer.write(`${headStart}${crc}",`, start, "latin1");
  buffer[end] = 10;
  return end + 1;
};

/** An intact line, as far as it tells by its first bytes. */
export interface LogLine extends HostName {
  readonly kind: "hello" | "key" | "delta" | "forget";
  /** Of a key or delta frame, else 0. */
  readonly sequence: number;
  /** `at ?? t`: when the sample was made, or the line was written, milliseconds since 1970. */
  readonly time: number;
  /** Where `"at"` or `"k"` stands: the frame is `{` and the bytes from here to the end of the line. */
  readonly bodyStart: number;
}

/** Reads a line between two places of a buffer, its newline left out. Undefined where it is damaged. */
export const parseLine = (bytes: Buffer, start: number, end: number): LogLine | undefined => {
  const frontStart = start + headLength;
  if (end <= frontStart) return undefined;
  const head = bytes.toString("latin1", start, frontStart);
  if (!head.startsWith(headStart) || !head.endsWith('",')) return undefined;
  const crc = crc32(bytes.subarray(frontStart, end)).toString(16).padStart(8, "0");
  if (head.slice(8, 16) !== crc) return undefined;
  const front = bytes.toString("latin1", frontStart, Math.min(end, frontStart + frontLength));
  const match = linePattern.exec(front);
  if (match === null) return undefined;
  const [, before = "", tenant = defaultTenant, host = "", at, kind, sequence, t] = match;
  const bodyStart = frontStart + before.length;
  const name = { tenant, host, bodyStart };
  if (kind === "hello" || kind === "forget")
    return at === undefined ? undefined : { ...name, kind, sequence: 0, time: Number(at) };
  if (kind !== undefined && sequence !== undefined)
    return {
      ...name,
      kind: kind as "key" | "delta",
      sequence: Number(sequence),
      time: Number(at ?? t),
    };
  return parseBody(bytes.toString("utf8", bodyStart, end), name);
};

// Groups: what stands before the body, tenant, host, at, k, q, t.
const linePattern =
  /^((?:"tenant":"([^"\\]{1,128})",)?"host":"([^"\\]{1,128})",)(?:"at":(\d{1,16}),)?(?:"k":"(hello|key|delta|forget)"[,}](?:"q":(\d{1,16}),"t":(\d{1,16}),)?)?/;

/** A frame of an agent that orders its keys in another way. */
const parseBody = (
  body: string,
  name: HostName & { readonly bodyStart: number },
): LogLine | undefined => {
  try {
    const { k, q, t, at } = JSON.parse(`{${body}`) as Partial<Record<string, unknown>>;
    const time = at ?? t;
    if ((k !== "key" && k !== "delta") || typeof q !== "number" || typeof time !== "number")
      return undefined;
    return { ...name, kind: k, sequence: q, time };
  } catch {
    return undefined;
  }
};

/** The frame of a line, as the text that a group holds. */
export const bodyOf = (bytes: Buffer, line: LogLine, end: number): string =>
  `{${bytes.toString("utf8", line.bodyStart, end)}`;
