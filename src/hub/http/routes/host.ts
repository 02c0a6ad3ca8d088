import { type hostCall } from "../../../protocol/api/host.ts";
import { hostRowOf } from "../../../protocol/host-row.ts";
import { type Handler } from "../handler.ts";
import { knownView, unknownHost } from "../known-view.ts";
import { type RouteContext } from "../route-context.ts";

export const answerHost =
  ({ hub }: RouteContext): Handler<typeof hostCall> =>
  ({ params: { host } }) => {
    const entry = hub.hosts().find((one) => one.host === host);
    if (entry === undefined) throw unknownHost(host);
    return hostRowOf(entry, knownView(hub, host).state);
  };
