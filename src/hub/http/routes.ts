import { type IncomingMessage, type ServerResponse } from "node:http";
import { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from "fastify";
import { type ZodTypeProvider } from "fastify-type-provider-zod";
import { type HealthAnswer, processesQuery, treeQuery } from "../../protocol/api.ts";
import { apiPaths } from "../../protocol/api-paths.ts";
import { type Clock } from "../../protocol/effects.ts";
import { hostRowOf } from "../../protocol/host-row.ts";
import { type HostView } from "../../protocol/process-row.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { type Hub } from "../hub.ts";
import { computeProcessesAnswer } from "../query/processes-answer.ts";
import { computeTreeText } from "../query/tree-text.ts";

export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** The REST routes over a hub. */
export const addRoutes = (app: HttpApp, { hub, clock }: { hub: Hub; clock: Clock }): void => {
  const startedAt = clock.monotonic();

  const viewOf = (host: string): HostView => {
    const view = hub.view(host);
    if (view !== undefined) return view;
    throw new ProcmonError("PROCMON_NOT_FOUND", `expected a host of this hub, got ${host}`);
  };

  app.get(apiPaths.health, (): HealthAnswer => {
    const hosts = { up: 0, late: 0, down: 0 };
    for (const { state } of hub.hosts()) hosts[state]++;
    const uptime = Math.round((clock.monotonic() - startedAt) / 1000);
    return { status: "ok", uptime_seconds: uptime, hosts, counters: { ...hub.counters } };
  });

  app.get(apiPaths.hosts, () => ({
    hosts: hub.hosts().map((entry) => hostRowOf(entry, viewOf(entry.host).state)),
  }));

  app.get(apiPaths.processes, { schema: { querystring: processesQuery } }, ({ query }) => {
    const wanted = [query.agent_id, query.host].filter((id) => id !== undefined);
    const ids = new Set(wanted.length > 0 ? wanted : hub.hosts().map(({ host }) => host));
    const views = [...ids].map(viewOf);
    // Two different hosts asked for at once: no process is on both.
    return computeProcessesAnswer(wanted.length > 1 && ids.size > 1 ? [] : views, query);
  });

  app.get(apiPaths.tree, { schema: { querystring: treeQuery } }, ({ query }, reply) => {
    const view = viewOf((query.agent_id ?? query.host) as string);
    void reply.type("application/json; charset=utf-8");
    return computeTreeText(view, query);
  });
};
