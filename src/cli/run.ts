import process from "node:process";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";

/** As in `engines` of package.json. */
const oldestNode = 22;

/**
 * Runs a command, under its own name in lists of processes, and turns what it throws into one readable
 * line, a hint and the exit code of the error table. A fault of procmon itself shows its stack only with
 * PROCMON_DEBUG set.
 */
export const run = async (name: string, command: () => Promise<void>): Promise<void> => {
  process.title = name;
  try {
    checkNode(process.versions.node);
    await command();
  } catch (error) {
    process.exitCode = report(name, error);
  }
};

/** A package that is installed under an older Node starts, and fails only where it needs what is missing. */
const checkNode = (version: string): void => {
  if (Number.parseInt(version, 10) < oldestNode)
    throw new ProcmonError(
      "PROCMON_USAGE",
      `expected Node ${oldestNode} or later, this is Node ${version}; npm run in a clone brings its own`,
    );
};

const report = (name: string, error: unknown): number => {
  if (error instanceof ProcmonError) {
    const lines = error.message.split("\n").map(makeSafeText);
    process.stderr.write(`${name}: ${lines.join("\n")}\n  ${error.hint} (${error.code})\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `${name}: ${makeSafeText(text)}\n  This is a fault of procmon. PROCMON_DEBUG=1 shows where it arose.\n`,
  );
  if (process.env["PROCMON_DEBUG"] !== undefined && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  return 1;
};
