import { limits } from "../../protocol/limits.ts";
import { redactArguments } from "../../protocol/redact/redact-arguments.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { uploadLimits } from "./upload-limits.ts";

/**
 * A command line of a batch as safe arguments, masked as an agent masks them and cut to the bounds of
 * the protocol; undefined where it is neither text nor texts, or too long. Cut last: half a URL does
 * not show any more that a password is in it.
 */
export const parseCommandLine = (cell: unknown): readonly string[] | undefined => {
  const texts: readonly unknown[] = Array.isArray(cell) ? cell : [cell];
  let length = 0;
  for (const text of texts) {
    if (typeof text !== "string") return undefined;
    length += text.length;
    if (length > uploadLimits.cmdlineLength) return undefined;
  }
  const args = (texts.slice(0, limits.cmdlineArgs) as readonly string[]).map(makeSafeText);
  return cut(redactArguments(typeof cell === "string" ? splitLine(args[0] as string) : args));
};

/**
 * A text is split at blanks: the words of a command line, not its quotes, are what is searched and
 * shown. Where a shell would read more than words, it is masked as a script first: quotes still hold a
 * value of several words together, and what stands behind a semicolon is a program.
 */
const splitLine = (line: string): readonly string[] => {
  const [masked] = shellMarks.test(line) ? redactArguments(["sh", "-c", line]).slice(-1) : [line];
  return (masked ?? "")
    .split(" ")
    .filter((word) => word !== "")
    .slice(0, limits.cmdlineArgs);
};
const shellMarks = /["'`\\;&|()\u2409\u240A\u240D]/;

const cut = (args: readonly string[]): readonly string[] => {
  const kept: string[] = [];
  let room: number = limits.cmdlineLength;
  for (const arg of args) {
    if (room <= 0) break;
    // Made safe again: half a surrogate pair becomes U+FFFD.
    const part = makeSafeText(arg.slice(0, room));
    kept.push(part);
    room -= part.length;
  }
  return kept;
};
