import { type z } from "zod";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";

/** A query that does not fit its schema as PROCMON_USAGE: the parameter, what came, what was expected. */
export const queryError = (error: z.ZodError, query: unknown): ProcmonError => {
  const issue = error.issues[0];
  if (issue?.code === "unrecognized_keys") {
    const names = issue.keys.map(quote).join(", ");
    return new ProcmonError("PROCMON_USAGE", `there is no query parameter ${names}`);
  }
  const name = String(issue?.path[0] ?? "query");
  const came = (query as Record<string, unknown>)[name];
  return new ProcmonError(
    "PROCMON_USAGE",
    `query parameter ${name}: ${issue?.message ?? "wrong"}, got ${came === undefined ? "nothing" : quote(came)}`,
  );
};

const quote = (value: unknown): string => makeSafeText((JSON.stringify(value) ?? "").slice(0, 200));
