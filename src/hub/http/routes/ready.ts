import { type readyCall } from "../../../protocol/api/ready.ts";
import { computeReadiness } from "../../readiness.ts";
import { type Handler } from "../handler.ts";
import { type RouteContext } from "../route-context.ts";

export const answerReady =
  ({ outlets }: RouteContext): Handler<typeof readyCall> =>
  ({ reply }) => {
    const readiness = computeReadiness(outlets.condition());
    void reply.code(readiness.status === "ok" ? 200 : 503);
    return readiness;
  };
