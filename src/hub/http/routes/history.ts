import { type historyCall, historyMinutes } from "../../../protocol/api/history.ts";
import { timeOfMoment } from "../../../protocol/moment.ts";
import { computeHistory, historyAnswerOf, historyText } from "../../history/history-answer.ts";
import { noSuchPid, windowOfQuery } from "../../history/window-of-query.ts";
import { type Handler } from "../handler.ts";
import { hostOfQuery, requireHost } from "../past-hosts.ts";
import { type PastContext, pastOfRequest } from "../past-of-request.ts";
import { jsonType, WrittenText } from "../written-text.ts";

export const answerHistory =
  (context: PastContext): Handler<typeof historyCall> =>
  async ({ params: { pid }, query, format, request }) => {
    const host = hostOfQuery(query);
    await requireHost(context, host);
    const now = context.clock.now();
    const window = windowOfQuery(query, now, query.minutes ?? historyMinutes);
    const past = pastOfRequest(context, request);
    const { create_time, fields, limit } = query;
    const createTime = create_time === undefined ? undefined : timeOfMoment(create_time, now);
    const history = await computeHistory(
      past.archive.pieces({ tenant: past.tenant, host }, { ...window, pid }),
      { ...window, host, pid, createTime, fields, limit },
      { present: past.presentOf(host), scan: past.scan },
    );
    if (history === undefined) throw noSuchPid(host, pid, window);
    return format === "csv"
      ? historyAnswerOf(history)
      : new WrittenText(jsonType, historyText(history, past.scan));
  };
