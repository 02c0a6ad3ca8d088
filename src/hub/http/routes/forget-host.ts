import { type forgetHostCall } from "../../../protocol/api/forget-host.ts";
import { type Handler } from "../handler.ts";
import { type RouteContext } from "../route-context.ts";

export const answerForgetHost =
  ({ hub, archive, log }: RouteContext): Handler<typeof forgetHostCall> =>
  async ({ params: { host } }) => {
    const name = hub.forget(host);
    await archive.forgetHost(name);
    log.info({ host }, "forgot a host");
    return undefined;
  };
