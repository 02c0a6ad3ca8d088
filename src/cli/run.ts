import process from "node:process";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";
import { checkNode } from "./check-node.ts";

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
