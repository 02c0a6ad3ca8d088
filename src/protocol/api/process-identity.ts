import * as z from "zod";

/** Which process an answer about the past is of: host, boot, pid and start name it for good. */
export const processIdentity = z.object({
  host: z.string(),
  boot_id: z.string().describe("The boot of the host that it belongs to."),
  pid: z.int(),
  start: z.int().describe("Milliseconds after boot."),
  create_time: z.int().describe("Start in milliseconds since 1970."),
  name: z.string().nullable(),
  cmdline: z.array(z.string()).nullable(),
  username: z.string().nullable(),
});
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** A process that had a pid within a window. */
const pidOwner = z.object({
  ...processIdentity.shape,
  first_seen: z
    .int()
    .describe("First sample in the window that shows it, milliseconds since 1970."),
  last_seen: z.int().describe("Last sample in the window that shows it, milliseconds since 1970."),
  alive: z
    .boolean()
    .nullable()
    .describe("Whether it still lives; null where its host is not connected and nothing tells."),
});
export type PidOwner = z.infer<typeof pidOwner>;

/** Owners of a pid beside the one an answer is of, at most this many. */
export const otherOwnersMax = 100;

export const ownersShape = {
  process: pidOwner.describe(
    "The process the answer is of: of those that had the pid in the window the newest, or the one of `create_time`.",
  ),
  others: z
    .array(pidOwner)
    .describe(
      `Other processes that had the pid in the window, newest first, at most ${otherOwnersMax}: ask for one with its \`create_time\`.`,
    ),
};
