/** Warnings of Node and of libraries kept at most, in characters. */
const mostHeld = 65_536;

/**
 * Keeps what is written to standard error while the screen is ours: a warning in the middle of it would
 * stay until the next full repaint. The returned function writes what was held.
 */
export const holdStderr = (stderr: NodeJS.WriteStream): (() => void) => {
  const write = stderr.write.bind(stderr);
  let held = "";
  stderr.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    held = (held + Buffer.from(chunk as string).toString("utf8")).slice(0, mostHeld);
    const callback = rest.at(-1);
    if (typeof callback === "function") queueMicrotask(callback as () => void);
    return true;
  }) as typeof stderr.write;
  return () => {
    stderr.write = write;
    if (held !== "") stderr.write(held);
    held = "";
  };
};
