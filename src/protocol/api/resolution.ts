import * as z from "zod";

/** Raw samples, and the tiers above them by the length of their buckets. */
export const resolutions = ["raw", "1m", "10m", "1h"] as const;
export type Resolution = (typeof resolutions)[number];

/** What each part of a window was read from, oldest first. */
export const resolutionParts = z
  .array(
    z.object({
      from: z.int().describe("Milliseconds since 1970."),
      to: z.int().describe("Milliseconds since 1970, not included."),
      resolution: z.enum(resolutions),
    }),
  )
  .describe(
    "What each part of the window was worked out from: raw samples, or the finest tier that is kept and fits `step`.",
  );
export type ResolutionPart = z.infer<typeof resolutionParts>[number];
