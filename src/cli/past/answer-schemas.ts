import * as z from "zod/mini";

/** Milliseconds since 1970, within the years that a calendar here can name. */
export const time = z.int().check(z.minimum(0), z.maximum(8_000_000_000_000_000));

const text = z.nullable(z.string());

/** Which process a row is of, as far as a table shows it. */
export const identity = {
  pid: z.int(),
  create_time: time,
  name: text,
  cmdline: z.nullable(z.array(z.string())),
  username: text,
};

/** What answers about a window of time have. */
export const windowShape = { from: time, to: time };

/** Whose history an answer is, and who else had its pid. */
export const ownersShape = {
  process: z.looseObject(identity),
  others: z.array(z.looseObject(identity)),
};
export type Owner = z.infer<typeof ownersShape.process>;
