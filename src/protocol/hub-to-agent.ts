import * as z from "zod/mini";
import { safeText } from "./safe-text-schema.ts";

/*
 * Everything that an agent decodes, and so the only frames it loads: zod/mini, 15 KB in place of 450.
 * Its memory is that of the machine under watch.
 */

/** Time between samples. */
export const intervalMs = z.int().check(z.minimum(100), z.maximum(3_600_000));

/** Everything up to this sequence number is kept; the agent may forget it. */
export const ackFrame = z.object({ k: z.literal("ack"), q: z.int().check(z.minimum(0)) });

/** Send a key frame, the table here is not the one your delta was made from. */
export const resyncFrame = z.object({ k: z.literal("resync"), reason: safeText(256) });

/** Sample at this interval from now on. */
export const intervalFrame = z.object({ k: z.literal("interval"), interval_ms: intervalMs });

/** Either side, before it closes: why. */
export const errorFrame = z.object({
  k: z.literal("error"),
  code: z.string().check(z.maxLength(64)),
  message: safeText(1024),
});

export const hubToAgent = z.discriminatedUnion("k", [
  ackFrame,
  resyncFrame,
  intervalFrame,
  errorFrame,
]);
export type HubToAgent = z.infer<typeof hubToAgent>;
