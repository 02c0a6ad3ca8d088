import { type calls } from "../../protocol/api/calls.ts";
import { type Handler } from "./handler.ts";
import { type RouteContext } from "./route-context.ts";
import { answerDiff } from "./routes/diff.ts";
import { answerEvents } from "./routes/events.ts";
import { answerForgetHost } from "./routes/forget-host.ts";
import { answerHealth } from "./routes/health.ts";
import { answerHistory } from "./routes/history.ts";
import { answerHost } from "./routes/host.ts";
import { answerHostSeries } from "./routes/host-series.ts";
import { answerHosts } from "./routes/hosts.ts";
import { answerMetrics } from "./routes/metrics.ts";
import { answerOpenapi } from "./routes/openapi.ts";
import { answerProcesses } from "./routes/processes.ts";
import { answerReady } from "./routes/ready.ts";
import { answerSeries } from "./routes/series.ts";
import { answerSnapshots } from "./routes/snapshots.ts";
import { answerStream } from "./routes/stream.ts";
import { answerSummary } from "./routes/summary.ts";
import { answerTop } from "./routes/top.ts";
import { answerTree } from "./routes/tree.ts";
import { answerUpload } from "./routes/upload.ts";

export type Handlers = { readonly [Id in keyof typeof calls]: Handler<(typeof calls)[Id]> };

/** A handler for each call of the table. */
export const createHandlers = (context: RouteContext): Handlers => ({
  health: answerHealth(context),
  ready: answerReady(context),
  metrics: answerMetrics(context),
  openapi: answerOpenapi(),
  hosts: answerHosts(context),
  host: answerHost(context),
  forgetHost: answerForgetHost(context),
  hostSeries: answerHostSeries(context),
  processes: answerProcesses(context),
  tree: answerTree(context),
  top: answerTop(context),
  history: answerHistory(context),
  series: answerSeries(context),
  diff: answerDiff(context),
  snapshots: answerSnapshots(context),
  events: answerEvents(context),
  summary: answerSummary(context),
  stream: answerStream(context),
  upload: answerUpload(context),
});
