import * as z from "zod/mini";
import { isSafeText } from "./safe-text.ts";

/** A string that `makeSafeText` leaves unchanged, of at most `maxLength` UTF-16 units. */
export const safeText = (maxLength: number, description = "") =>
  z
    .custom<string>(
      (value) => typeof value === "string" && value.length <= maxLength && isSafeText(value),
      { error: `expected text of at most ${maxLength} characters without control characters` },
    )
    .check(z.describe(description));
