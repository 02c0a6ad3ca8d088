/** Bounds of everything a peer may send. Exceeding one is an error that names it. */
export const limits = {
  /** UTF-16 units of one message: a key frame of 20,000 processes has about 8 M. */
  frameLength: 16 * 1024 * 1024,
  /** Slots of one host. */
  slots: 131_072,
  /** UTF-16 units of one short text (names). */
  nameLength: 256,
  /** UTF-16 units of one path. */
  pathLength: 4096,
  /** UTF-16 units of all arguments of a process together. */
  cmdlineLength: 4096,
  /** Arguments of a process. */
  cmdlineArgs: 512,
  /** Listening ports of a process. */
  ports: 1024,
  /** Cells of one born row, those of a newer agent included. */
  rowCells: 64,
  /** Field numbers of a host, those of a newer agent included. */
  hostNumbers: 1024,
  /** Mounts of a host. */
  mounts: 256,
  /** UTF-16 units of one filter. */
  filterLength: 4096,
} as const;
