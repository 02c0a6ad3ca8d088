import { limits } from "../../protocol/limits.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { cutText } from "./decode-text.ts";

/** What is read of /proc/PID/cmdline: the limit of its characters, each of at most three bytes, and some. */
export const CMDLINE_BYTES = 4 * limits.cmdlineLength;

/** More trailing NULs than one argument's end and one empty argument are padding of a rewritten title. */
const PADDING_NULS = 3;

/**
 * The arguments of /proc/PID/cmdline, each ended by NUL; empty for kernel threads and zombies. A
 * process may overwrite them: then it is often one text, padded with NULs. Safe text, not yet cut.
 */
export const parseCmdline = (bytes: Buffer, length: number): string[] => {
  let end = length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  if (end === 0) return [];
  const nuls = length - end;
  const args = makeSafeArguments(bytes, end);
  if (nuls > 1 && nuls < PADDING_NULS) for (let i = 1; i < nuls; i++) args.push("");
  return args;
};

const makeSafeArguments = (bytes: Buffer, end: number): string[] => {
  const args: string[] = [];
  let from = 0;
  while (from <= end && args.length < limits.cmdlineArgs) {
    let to = bytes.indexOf(0, from);
    if (to < 0 || to > end) to = end;
    args.push(makeSafeText(bytes.toString("utf8", from, to)));
    from = to + 1;
  }
  return args;
};

/** Cuts arguments to the bounds of the protocol: their number and their characters together. */
export const cutArguments = (args: readonly string[]): readonly string[] => {
  let left: number = limits.cmdlineLength;
  let count = 0;
  for (const arg of args) {
    if (arg.length > left || count === limits.cmdlineArgs) break;
    left -= arg.length;
    count++;
  }
  if (count === args.length) return args;
  const cut = args.slice(0, count);
  const next = args[count];
  if (next !== undefined && count < limits.cmdlineArgs && left > 0) cut.push(cutText(next, left));
  return cut;
};
