import { type HelloFrame } from "../../protocol/frame.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { type TenantId } from "../tenant.ts";
import { closeReasons } from "./close-reasons.ts";

/** What others may do with an agent's connection. */
export interface AgentSession {
  /** Whether it makes room for another agent of the same host, as uploads over HTTP do. */
  readonly yields: boolean;
  close(code: number, reason: string): void;
  /** More of its frames are kept: `keptSequence` of its host has grown. */
  acknowledge(): void;
  /** Frames could not be kept: the agent is to send them again, beginning with a key frame. */
  askAgain(): void;
}

/** Which connection speaks for which host: one at a time. */
export interface SessionRegister {
  /**
   * The session speaks for the host from now on. A former one of the same epoch is the same agent come
   * back before its old connection was seen to end: that one is closed. Of another epoch, it is another
   * agent: either it makes room, or this one is refused: throws PROCMON_HOST_TAKEN.
   */
  enter(tenant: TenantId, hello: HelloFrame, session: AgentSession): void;
  /** Whether the session was the one that spoke for the host. */
  leave(host: { tenant: TenantId; host: string }, session: AgentSession): boolean;
  /** The session that speaks for a host now. */
  find(host: { tenant: TenantId; host: string }): AgentSession | undefined;
}

export const createSessionRegister = (): SessionRegister => {
  const tenants = new Map<TenantId, Map<string, { epoch: string; session: AgentSession }>>();
  return {
    enter: (tenant, hello, session) => {
      const sessions =
        tenants.get(tenant) ?? new Map<string, { epoch: string; session: AgentSession }>();
      tenants.set(tenant, sessions);
      const former = sessions.get(hello.host);
      if (former !== undefined && former.epoch !== hello.epoch && !former.session.yields)
        throw new ProcmonError(
          "PROCMON_HOST_TAKEN",
          `expected a host id of its own, ${hello.host} is connected as another agent`,
        );
      sessions.set(hello.host, { epoch: hello.epoch, session });
      former?.session.close(1000, closeReasons.replaced);
    },
    leave: ({ tenant, host }, session) => {
      const sessions = tenants.get(tenant);
      if (sessions?.get(host)?.session !== session) return false;
      sessions.delete(host);
      return true;
    },
    find: ({ tenant, host }) => tenants.get(tenant)?.get(host)?.session,
  };
};
