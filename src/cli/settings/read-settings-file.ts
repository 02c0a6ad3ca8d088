import { open, stat } from "node:fs/promises";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";

/** Bytes of a configuration file. */
const mostBytes = 262_144;

/**
 * The text of a configuration file. Throws PROCMON_CONFIG_INVALID, also for what is no regular file: to open a
 * pipe waits for whoever writes to it, and a pipe cannot be read again on SIGHUP.
 */
export const readSettingsFile = async (path: string): Promise<string> => {
  const name = JSON.stringify(makeSafeText(path));
  let bytes: Buffer | undefined;
  try {
    // Before it is opened: nothing ends the wait for a writer, not even the end of the program.
    if ((await stat(path)).isFile()) bytes = await readAtMost(path, mostBytes + 1);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new ProcmonError(
      "PROCMON_CONFIG_INVALID",
      `expected a file that can be read at ${name}, got none (${code})`,
      { cause: error },
    );
  }
  if (bytes === undefined)
    throw new ProcmonError(
      "PROCMON_CONFIG_INVALID",
      `expected a regular file at ${name}, got something else, such as a folder or a pipe`,
    );
  if (bytes.length > mostBytes)
    throw new ProcmonError(
      "PROCMON_CONFIG_INVALID",
      `expected at most ${mostBytes} bytes in ${name}, got more`,
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ProcmonError("PROCMON_CONFIG_INVALID", `expected UTF-8 in ${name}, got other bytes`, {
      cause: error,
    });
  }
};

const readAtMost = async (path: string, most: number): Promise<Buffer> => {
  const handle = await open(path, "r");
  try {
    const buffer = Buffer.alloc(most);
    let length = 0;
    while (length < most) {
      const { bytesRead } = await handle.read(buffer, length, most - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await handle.close();
  }
};
