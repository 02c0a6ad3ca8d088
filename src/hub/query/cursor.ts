import * as z from "zod/mini";
import { hostId } from "../../protocol/host-id.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { keyLength, type OrderPlace, type RowOrder } from "./row-order.ts";

const cursor = z.tuple([
  z.literal(1),
  z.string(),
  z.enum(["asc", "desc"]),
  z.union([z.null(), z.number(), z.string().check(z.maxLength(keyLength))]),
  hostId,
  z.int().check(z.minimum(0)),
  z.int(),
]);

/** A place in an order as text: `[version, field, direction, key, host, pid, start]` in base64url. */
export const encodeCursor = (
  { field, direction }: Pick<RowOrder, "field" | "direction">,
  { key, host, pid, start }: OrderPlace,
): string =>
  Buffer.from(JSON.stringify([1, field, direction, key, host, pid, start])).toString("base64url");

/**
 * The place that a cursor names. Throws PROCMON_QUERY_INVALID for one that is none, or of another order. It
 * is not signed: one that somebody made up says no more than where to begin.
 */
export const decodeCursor = (text: string, order: RowOrder): OrderPlace => {
  const parsed = cursor.safeParse(jsonOf(text));
  if (!parsed.success) throw refused("expected next_cursor of an answer, got something else");
  const [, field, direction, key, host, pid, start] = parsed.data;
  if (field !== order.field || direction !== order.direction)
    throw refused(
      `expected one of the same sort and order (${order.field}, ${order.direction}), got one of another`,
    );
  return { key, host, pid, start };
};

const refused = (what: string): ProcmonError =>
  new ProcmonError("PROCMON_QUERY_INVALID", `query parameter cursor: ${what}`);

const jsonOf = (text: string): unknown => {
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return undefined;
  }
};
