import { type eventsCall } from "../../../protocol/api/events.ts";
import { readFilter } from "../../../protocol/filter/read-filter.ts";
import { type HubEvents } from "../../events/hub-events.ts";
import { windowOfQuery } from "../../history/window-of-query.ts";
import { type Handler } from "../handler.ts";
import { type PastContext, pastOfRequest } from "../past-of-request.ts";

export const answerEvents =
  (context: PastContext & { readonly events: HubEvents }): Handler<typeof eventsCall> =>
  async ({ query, request }) => {
    const { pid, name, order, limit, cursor } = query;
    const window = windowOfQuery(query, context.clock.now());
    const { archive, scan } = pastOfRequest(context, request);
    const page = await context.events.answer(
      archive,
      {
        ...window,
        host: query.agent_id ?? query.host,
        kinds: query.kind === undefined ? undefined : new Set(query.kind),
        pid,
        name,
        filter: query.q === undefined ? undefined : readFilter(query.q),
        order,
        limit,
        cursor,
      },
      scan,
    );
    return { ...window, next_cursor: page.nextCursor, events: page.events };
  };
