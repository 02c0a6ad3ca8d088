import * as z from "zod/mini";

/** The list of a backup, `DIR/backup.ndjson`: a header, a line for each file, and an end once all are copied. */
export const listName = "backup.ndjson";

const path = z
  .string()
  .check(
    z.maxLength(1024),
    z.regex(/^(?:documents|journal)(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+)+$/),
  );
const count = z.int().check(z.nonnegative());

const listLine = z.discriminatedUnion("k", [
  z.object({ k: z.literal("backup"), v: z.literal(1), at: count }),
  z.object({ k: z.literal("file"), path, bytes: count, crc: count }),
  z.object({ k: z.literal("end"), files: count, bytes: count }),
]);

export type ListLine = z.infer<typeof listLine>;
export type ListedFile = Extract<ListLine, { k: "file" }>;

export const listLineOf = (line: ListLine): string => `${JSON.stringify(line)}\n`;

/** undefined where it is none, or names a file outside of the backup. */
export const parseListLine = (text: string): ListLine | undefined => {
  try {
    return listLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};
