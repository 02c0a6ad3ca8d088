/** A body of `POST /api/v1/agents/web-9/processes` as a shell script or psutil would make it. */
export const sampleBody = (changed: object = {}): Record<string, unknown> => ({
  agent_id: "web-9",
  interval_s: 5,
  samples: [
    {
      pid: 1,
      ppid: 0,
      name: "init",
      cmdline: "/sbin/init splash",
      username: "root",
      status: "S",
      cpu_percent: 0.1,
      memory_rss: 12_000_000,
      memory_percent: 0.1,
      num_threads: 1,
    },
    {
      pid: 4242,
      ppid: 1,
      name: "postgres",
      cmdline: ["postgres:", "writer"],
      username: "pg",
      status: "R",
      cpu_percent: 97.25,
      memory_rss: 3_000_000_000,
      memory_percent: 25,
      num_threads: 3,
    },
  ],
  ...changed,
});
