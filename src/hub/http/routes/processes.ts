import { type processesCall } from "../../../protocol/api/processes.ts";
import { timeOfMoment } from "../../../protocol/moment.ts";
import { computeProcessesPage } from "../../query/processes-page.ts";
import { writeProcessesCsv, writeProcessesJson } from "../../query/processes-text.ts";
import { askedTables } from "../asked-tables.ts";
import { askedViews } from "../asked-views.ts";
import { type Handler } from "../handler.ts";
import { nextLink } from "../next-link.ts";
import { type RouteContext } from "../route-context.ts";
import { csvType, jsonType, WrittenText } from "../written-text.ts";

export const answerProcesses =
  (context: RouteContext): Handler<typeof processesCall> =>
  async ({ query, format, scan, request, reply }) => {
    const { at } = query;
    const past =
      at === undefined
        ? undefined
        : await askedTables(context, query, timeOfMoment(at, context.clock.now()), request);
    const views = past?.views ?? askedViews(context.hub, query);
    const page = await computeProcessesPage(views, query, scan);
    if (page.nextCursor !== null) reply.header("Link", nextLink(request.url, page.nextCursor));
    const { fields } = query;
    return format === "csv"
      ? new WrittenText(csvType, writeProcessesCsv(page, fields, scan))
      : new WrittenText(jsonType, writeProcessesJson(page, fields, scan, past?.told));
  };
