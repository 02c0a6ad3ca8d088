import { type hostsCall } from "../../../protocol/api/hosts.ts";
import { computeHostsAnswer } from "../../query/hosts-answer.ts";
import { type Handler } from "../handler.ts";
import { type RouteContext } from "../route-context.ts";

export const answerHosts =
  ({ hub }: RouteContext): Handler<typeof hostsCall> =>
  ({ query, scan }) =>
    computeHostsAnswer(hub.hosts(), { query, view: (id) => hub.view(id), scan });
