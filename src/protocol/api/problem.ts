import * as z from "zod";

/** An error as RFC 9457 has it, `application/problem+json`. */
export const problem = z.object({
  type: z.string().describe("A URN that ends in `code`."),
  title: z.string().describe("What the code means."),
  status: z.int().describe("The HTTP status."),
  detail: z.string().describe("What is wrong with this request."),
  instance: z.string().describe("A URN of this one answer; it ends in `request_id`."),
  code: z.string().describe("Permanent: the texts may change, it never does."),
  hint: z.string().describe("What to do."),
  errors: z
    .array(z.object({ index: z.int().nullable(), field: z.string(), problem: z.string() }))
    .readonly()
    .optional()
    .describe("Of a batch that was refused: its first wrong places."),
  request_id: z.string().describe("As in the header `X-Request-Id` and the hub's log."),
});
export type Problem = z.infer<typeof problem>;
