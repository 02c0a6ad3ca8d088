import { type metricsCall } from "../../../protocol/api/metrics.ts";
import { type Handler } from "../handler.ts";
import { type RouteContext } from "../route-context.ts";
import { WrittenText } from "../written-text.ts";

const metricsType = "text/plain; version=0.0.4; charset=utf-8";

export const answerMetrics =
  ({ outlets: { metrics } }: RouteContext): Handler<typeof metricsCall> =>
  ({ query: { agent_id, host = agent_id, per_pid } }) =>
    new WrittenText(metricsType, metrics.scrape({ host, perPid: per_pid }));
