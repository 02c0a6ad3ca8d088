/**
 * Where a hub answers: over HTTP, the last two as WebSocket. `{host}` stands for a part of the path.
 * Apart from the calls themselves, so that agent and terminal need not load their schemas.
 */
export const apiPaths = {
  health: "/healthz",
  ready: "/readyz",
  metrics: "/metrics",
  openapi: "/openapi.json",
  hosts: "/api/v1/hosts",
  host: "/api/v1/hosts/{host}",
  processes: "/api/v1/processes",
  tree: "/api/v1/processes/tree",
  top: "/api/v1/processes/top",
  history: "/api/v1/processes/{pid}/history",
  series: "/api/v1/processes/{pid}/series",
  hostSeries: "/api/v1/hosts/{host}/series",
  snapshots: "/api/v1/hosts/{host}/snapshots",
  events: "/api/v1/events",
  diff: "/api/v1/diff",
  upload: "/api/v1/agents/{agent_id}/processes",
  summary: "/api/v1/summary",
  stream: "/api/v1/stream",
  agent: "/api/v1/agent",
  live: "/api/v1/live",
} as const;
