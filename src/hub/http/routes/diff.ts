import { type diffCall } from "../../../protocol/api/diff.ts";
import { computeDiff } from "../../history/diff-answer.ts";
import { readTablesAt } from "../../history/tables-at.ts";
import { noTableAt, windowOfQuery } from "../../history/window-of-query.ts";
import { type Handler } from "../handler.ts";
import { hostOfQuery, intervalOf, requireHost } from "../past-hosts.ts";
import { type PastContext, pastOfRequest } from "../past-of-request.ts";

export const answerDiff =
  (context: PastContext): Handler<typeof diffCall> =>
  async ({ query, request }) => {
    const host = hostOfQuery(query);
    await requireHost(context, host);
    const { from, to } = windowOfQuery(query, context.clock.now());
    const past = pastOfRequest(context, request);
    const hosts = [{ host, interval_ms: intervalOf(context, host) }];
    const before = (await readTablesAt(past, hosts, from)).tables[0];
    if (before === undefined) throw noTableAt(host, from);
    // The later one last: it may be the live one, which changes with the next frame.
    const after = (await readTablesAt(past, hosts, to)).tables[0];
    if (after === undefined) throw noTableAt(host, to);
    return computeDiff(before, after, { from, to, limit: query.limit });
  };
