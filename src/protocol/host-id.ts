import * as z from "zod/mini";

/** What an operator calls a host: the agent's --id. Part of file names and URLs, so plain. */
export const hostId = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
      "expected 1 to 128 letters, digits, dots, dashes or underscores, beginning with a letter or digit",
    ),
  );
