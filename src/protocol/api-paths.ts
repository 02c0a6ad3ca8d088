/** Where a hub answers. The first four over HTTP, the last two as WebSocket. */
export const apiPaths = {
  health: "/healthz",
  hosts: "/api/v1/hosts",
  processes: "/api/v1/processes",
  tree: "/api/v1/processes/tree",
  agent: "/api/v1/agent",
  live: "/api/v1/live",
} as const;
