import { type treeCall } from "../../../protocol/api/tree.ts";
import { timeOfMoment } from "../../../protocol/moment.ts";
import { noTableAt } from "../../history/window-of-query.ts";
import { computeTreeText } from "../../query/tree-text.ts";
import { askedTables } from "../asked-tables.ts";
import { type Handler } from "../handler.ts";
import { knownView } from "../known-view.ts";
import { hostOfQuery } from "../past-hosts.ts";
import { type RouteContext } from "../route-context.ts";
import { jsonType, WrittenText } from "../written-text.ts";

export const answerTree =
  (context: RouteContext): Handler<typeof treeCall> =>
  async ({ query, request }) => {
    const host = hostOfQuery(query);
    if (query.at === undefined)
      return new WrittenText(jsonType, computeTreeText(knownView(context.hub, host), query));
    const at = timeOfMoment(query.at, context.clock.now());
    const [view] = (await askedTables(context, query, at, request)).views;
    if (view === undefined) throw noTableAt(host, at);
    return new WrittenText(jsonType, computeTreeText(view, query));
  };
