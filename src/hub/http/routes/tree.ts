import { type treeCall } from "../../../protocol/api/tree.ts";
import { computeTreeText } from "../../query/tree-text.ts";
import { type Handler } from "../handler.ts";
import { knownView } from "../known-view.ts";
import { type RouteContext } from "../route-context.ts";
import { jsonType, WrittenText } from "../written-text.ts";

export const answerTree =
  ({ hub }: RouteContext): Handler<typeof treeCall> =>
  ({ query }) =>
    new WrittenText(
      jsonType,
      computeTreeText(knownView(hub, (query.agent_id ?? query.host) as string), query),
    );
