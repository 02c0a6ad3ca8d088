import { type snapshotsCall } from "../../../protocol/api/snapshots.ts";
import { stepOfQuery, windowOfQuery } from "../../history/window-of-query.ts";
import { type RecentHistory } from "../../recent/recent-history.ts";
import { computeSnapshots } from "../../recent/snapshots.ts";
import { type Handler } from "../handler.ts";
import { requireHost } from "../past-hosts.ts";
import { type PastContext, pastOfRequest } from "../past-of-request.ts";

export const answerSnapshots =
  (context: PastContext & { readonly recent: RecentHistory }): Handler<typeof snapshotsCall> =>
  async ({ params: { host }, query, request }) => {
    const window = windowOfQuery(query, context.clock.now());
    const step = query.step === undefined ? undefined : stepOfQuery(query.step, window);
    await requireHost(context, host);
    return computeSnapshots(
      { ...pastOfRequest(context, request), recent: context.recent },
      { ...window, host, step, limit: query.limit },
    );
  };
