import * as z from "zod";
import { type Unknown } from "../../protocol/api/parameter.ts";
import { nearestName } from "../../protocol/nearest-name.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";

/** A query or path that does not fit its schema as PROCMON_QUERY_INVALID: the parameter, what came, what was expected. */
export const queryError = (
  error: z.ZodError,
  query: unknown,
  schema: z.ZodType,
  place: "query" | "path" = "query",
): ProcmonError => {
  const issue = error.issues[0];
  if (issue?.code === "unrecognized_keys") return unknownParameters(issue.keys, schema);
  const name = String(issue?.path[0] ?? "query");
  const unknown = issue?.code === "custom" ? (issue.params as Unknown | undefined) : undefined;
  const came = unknown?.got ?? (query as Record<string, unknown>)[name];
  return new ProcmonError(
    "PROCMON_QUERY_INVALID",
    `${place} parameter ${name}: ${issue?.message ?? "wrong"}, ` +
      `got ${came === undefined ? "nothing" : quote(came)}${suggestion(unknown?.nearest)}`,
  );
};

const unknownParameters = (names: readonly string[], schema: z.ZodType): ProcmonError => {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const [nearest] = names.flatMap((name) => nearestName(name, known) ?? []);
  const asked = names.slice(0, 5).map(quote).join(", ");
  return new ProcmonError(
    "PROCMON_QUERY_INVALID",
    known.length === 0
      ? `there is no query parameter ${asked}; this call takes none`
      : `there is no query parameter ${asked}; there are ${known.join(", ")}${suggestion(nearest)}`,
  );
};

const suggestion = (nearest: string | undefined): string =>
  nearest === undefined ? "" : `; did you mean ${nearest}?`;

const quote = (value: unknown): string => makeSafeText((JSON.stringify(value) ?? "").slice(0, 200));
