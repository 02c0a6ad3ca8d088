import { type hostSeriesCall } from "../../../protocol/api/host-series.ts";
import { computeHostSeries } from "../../history/host-series-answer.ts";
import { stepOfQuery, windowOfQuery } from "../../history/window-of-query.ts";
import { type Handler } from "../handler.ts";
import { requireHost } from "../past-hosts.ts";
import { type PastContext, pastOfRequest } from "../past-of-request.ts";

export const answerHostSeries =
  (context: PastContext): Handler<typeof hostSeriesCall> =>
  async ({ params: { host }, query, request }) => {
    await requireHost(context, host);
    const window = windowOfQuery(query, context.clock.now());
    const step = stepOfQuery(query.step, window);
    const { fields, agg: aggregates } = query;
    const question = { ...window, host, step, fields, aggregates };
    return computeHostSeries(pastOfRequest(context, request), question);
  };
