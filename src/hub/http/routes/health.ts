import { type healthCall } from "../../../protocol/api/health.ts";
import { type Handler } from "../handler.ts";
import { type RouteContext } from "../route-context.ts";

export const answerHealth = ({ hub, clock }: RouteContext): Handler<typeof healthCall> => {
  const startedAt = clock.monotonic();
  return () => {
    const hosts = { up: 0, late: 0, down: 0 };
    for (const presence of hub.presences()) hosts[presence]++;
    const uptime = Math.round((clock.monotonic() - startedAt) / 1000);
    return { status: "ok", uptime_seconds: uptime, hosts, counters: { ...hub.counters } };
  };
};
