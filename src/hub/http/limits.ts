/** Bounds of a request, in bytes. */
export const httpLimits = {
  /** Path and query: a filter of 4,096 characters, each escaped. */
  url: 16 * 1024,
  /** All headers together, the first line included. */
  headers: 32 * 1024,
  headerCount: 100,
  /** Of a part of the path, such as a host id. */
  pathPart: 256,
  /** Where the call takes no body. */
  body: 1024,
} as const;
