import { type HelloFrame, type SampleFrame } from "../../../protocol/frame.ts";

/**
 * A line of the log or of a group: a frame as it was accepted, with `at` in front where the host's clock
 * could not be believed.
 */
export type FrameLine = (HelloFrame | SampleFrame) & {
  /** The hub's clock at arrival, milliseconds since 1970: the time of the sample in place of `t`. */
  readonly at?: number;
};

/**
 * Reads a line that the hub wrote and whose checksum was found right: its frame was checked when it was
 * accepted, so it is not checked again. Undefined for what is no frame line, such as the head of a group.
 */
export const parseFrameLine = (line: string): FrameLine | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const frame = value as FrameLine;
  if (frame.k === "hello") return typeof frame.facts === "object" ? frame : undefined;
  if (frame.k !== "key" && frame.k !== "delta") return undefined;
  return Number.isSafeInteger(frame.q) && Number.isFinite(frame.t) ? frame : undefined;
};

/** When the archive says that a sample was made, milliseconds since 1970. */
export const sampleTime = (frame: { readonly t: number; readonly at?: number }): number =>
  frame.at ?? frame.t;
