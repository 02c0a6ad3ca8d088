import { type seriesCall } from "../../../protocol/api/series.ts";
import { timeOfMoment } from "../../../protocol/moment.ts";
import { computeSeries } from "../../history/series-answer.ts";
import { noSuchPid, stepOfQuery, windowOfQuery } from "../../history/window-of-query.ts";
import { type Handler } from "../handler.ts";
import { hostOfQuery, requireHost } from "../past-hosts.ts";
import { type PastContext, pastOfRequest } from "../past-of-request.ts";

export const answerSeries =
  (context: PastContext): Handler<typeof seriesCall> =>
  async ({ params: { pid }, query, request }) => {
    const host = hostOfQuery(query);
    await requireHost(context, host);
    const now = context.clock.now();
    const window = windowOfQuery(query, now);
    const { create_time, fields, agg: aggregates } = query;
    const series = await computeSeries(pastOfRequest(context, request), {
      ...window,
      host,
      pid,
      step: stepOfQuery(query.step, window),
      createTime: create_time === undefined ? undefined : timeOfMoment(create_time, now),
      fields,
      aggregates,
    });
    if (series === undefined) throw noSuchPid(host, pid, window);
    return series;
  };
