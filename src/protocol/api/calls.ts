import { type Call } from "./call.ts";
import { diffCall } from "./diff.ts";
import { eventsCall } from "./events.ts";
import { forgetHostCall } from "./forget-host.ts";
import { healthCall } from "./health.ts";
import { historyCall } from "./history.ts";
import { hostCall } from "./host.ts";
import { hostSeriesCall } from "./host-series.ts";
import { hostsCall } from "./hosts.ts";
import { metricsCall } from "./metrics.ts";
import { openapiCall } from "./openapi.ts";
import { processesCall } from "./processes.ts";
import { readyCall } from "./ready.ts";
import { seriesCall } from "./series.ts";
import { snapshotsCall } from "./snapshots.ts";
import { streamCall } from "./stream.ts";
import { summaryCall } from "./summary.ts";
import { topCall } from "./top.ts";
import { treeCall } from "./tree.ts";
import { uploadCall } from "./upload.ts";

/**
 * Every call over HTTP by its id, in the order of docs/api.md. The server must have a handler for each;
 * `/openapi.json` and docs/api.md are made from this table.
 */
export const calls = {
  health: healthCall,
  ready: readyCall,
  metrics: metricsCall,
  openapi: openapiCall,
  hosts: hostsCall,
  host: hostCall,
  forgetHost: forgetHostCall,
  hostSeries: hostSeriesCall,
  processes: processesCall,
  tree: treeCall,
  top: topCall,
  history: historyCall,
  series: seriesCall,
  diff: diffCall,
  snapshots: snapshotsCall,
  events: eventsCall,
  summary: summaryCall,
  stream: streamCall,
  upload: uploadCall,
} as const satisfies Readonly<Record<string, Call>>;
