import * as z from "zod/mini";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { type AskedQuery, type HubClient } from "./ask-hub.ts";

/** A call over HTTP: one of `apiPaths`, with what fills its parts in braces. */
export interface Asked {
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query: AskedQuery;
}

/**
 * The answer of a call as far as `schema` says, every text in it made safe. The schemas of src/protocol/api
 * are for hubs: loading them would cost a terminal ten times what it needs to start.
 *
 * Throws what `HubClient.ask` does, and PROCMON_HUB_UNREACHABLE where the answer has another shape.
 */
export const askAnswer = async <Schema extends z.ZodMiniType>(
  client: HubClient,
  { path, params = {}, query }: Asked,
  schema: Schema,
): Promise<z.output<Schema>> => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ""),
  );
  const result = z.safeParse(schema, safeValue(await client.ask(filled, query), 0));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ProcmonError(
    "PROCMON_HUB_UNREACHABLE",
    makeSafeText(
      `what answers is no hub of this version: GET ${filled}: ${issue?.path.map(String).join(".")}: ${issue?.message}`,
    ),
  );
};

/** No answer is deeper: the ports of a changed process. */
const deepest = 8;

const safeValue = (value: unknown, depth: number): unknown => {
  if (typeof value === "string") return makeSafeText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > deepest) return null;
  if (Array.isArray(value)) return value.map((one) => safeValue(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [makeSafeText(key), safeValue(one, depth + 1)]),
  );
};
