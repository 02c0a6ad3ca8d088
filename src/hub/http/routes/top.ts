import { type topCall } from "../../../protocol/api/top.ts";
import { computeTop } from "../../history/top-answer.ts";
import { windowOfQuery } from "../../history/window-of-query.ts";
import { type Handler } from "../handler.ts";
import { allHosts, requireHost } from "../past-hosts.ts";
import { type PastContext, pastOfRequest } from "../past-of-request.ts";

export const answerTop =
  (context: PastContext): Handler<typeof topCall> =>
  async ({ query, request }) => {
    const { by, group, agg: aggregate, limit } = query;
    const host = query.agent_id ?? query.host;
    if (host !== undefined) await requireHost(context, host);
    const hosts = host === undefined ? await allHosts(context) : [host];
    return computeTop(pastOfRequest(context, request), {
      ...windowOfQuery(query, context.clock.now()),
      hosts,
      by,
      group,
      aggregate,
      limit,
    });
  };
