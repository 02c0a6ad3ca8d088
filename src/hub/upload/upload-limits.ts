/** Bounds of what one upload may hold. Exceeding one is an error that names it. */
export const uploadLimits = {
  /** Bodies that are decompressed and read at a time, and those that may wait for it. */
  inflatedAtOnce: 4,
  inflatedWaiting: 1000,
  /** Arrays and objects within each other. */
  depth: 16,
  /** Commas outside of texts: 64 of each process, which is twice its fields, and the rest. */
  commas: 64 * 20_000 + 10_000,
  /** Keys of the body, and of each object right in it. */
  headKeys: 200,
  /** Keys that differ: beside our fields what a program sends along, such as variables of processes. */
  names: 10_000,
  /** Processes of one batch. */
  rows: 20_000,
  /** UTF-16 units of a command line. What is kept of it is shorter: `limits.cmdlineLength`. */
  cmdlineLength: 65_536,
  /** Wrong places that one answer lists. */
  errors: 10,
  /** Names of unknown fields that one answer lists. */
  ignored: 20,
} as const;
