import { type summaryCall } from "../../../protocol/api/summary.ts";
import { computeSummary } from "../../summary/summary-answer.ts";
import { computeTrends } from "../../summary/trends.ts";
import { defaultTenant } from "../../tenant.ts";
import { type Handler } from "../handler.ts";
import { knownView } from "../known-view.ts";
import { type RouteContext } from "../route-context.ts";

export const answerSummary =
  ({ hub, recent, clock }: RouteContext): Handler<typeof summaryCall> =>
  async ({ query: { agent_id, host = agent_id, limit, minutes }, scan }) => {
    if (host !== undefined) knownView(hub, host);
    const hosts = hub
      .hosts()
      .filter((entry) => entry.host === (host ?? entry.host))
      .map((entry) => ({ entry, view: knownView(hub, entry.host) }));
    const now = clock.now();
    const summary = computeSummary(hosts, { limit, now });
    if (minutes === 0) return { ...summary, trends: null };
    const trends = await computeTrends(recent, {
      tenant: defaultTenant,
      hosts: hosts.map(({ entry }) => entry.host),
      now,
      minutes,
      pause: () => scan.rest(),
    });
    return { ...summary, trends };
  };
