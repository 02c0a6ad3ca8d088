import { type IncomingMessage, type Server } from "node:http";
import { type Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { apiPaths } from "../../protocol/api-paths.ts";
import { type Clock, type Logger } from "../../protocol/effects.ts";
import { limits } from "../../protocol/limits.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { webSocketChannel } from "../../protocol/web-socket-channel.ts";
import { type Hub } from "../hub.ts";
import { endWithProblem } from "./end-with-problem.ts";
import { type Guard } from "./guard.ts";
import { problemOf } from "./problem.ts";
import { requestIdOf } from "./request-id.ts";

/** A peer that did not answer the ping before the last is gone: its system died without a word. */
const pingEveryMs = 15_000;
/** How long a peer has to answer a close before its socket is cut. */
const closePatienceMs = 500;
/** Bytes of one message: a UTF-16 unit takes at most three. */
const agentPayload = limits.frameLength * 3;
/** A watch of 10,000 hosts with the longest ids. */
const terminalPayload = 2 * 1024 * 1024;

export interface Sockets {
  close(): Promise<void>;
}

/** Upgrades on the agent and live paths become channels of the hub; everything else is refused. */
export const acceptSockets = (
  server: Server,
  options: { hub: Hub; guard: Guard; clock: Clock; log: Logger },
): Sockets => {
  const { hub, guard, clock, log } = options;
  const door = (maxPayload: number, accept: (socket: WebSocket) => void) => ({
    webSockets: new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload,
    }),
    accept,
  });
  const doors = new Map([
    [apiPaths.agent as string, door(agentPayload, (s) => hub.acceptAgent(webSocketChannel(s)))],
    [apiPaths.live, door(terminalPayload, (s) => hub.acceptTerminal(webSocketChannel(s)))],
  ]);
  /** Sockets, and whether each answered since the last ping. */
  const answered = new Map<WebSocket, boolean>();

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => socket.destroy());
    try {
      guard(request.headers);
      const path = (request.url ?? "").split("?", 1)[0] as string;
      const found = doors.get(path);
      if (found === undefined)
        throw new ProcmonError(
          "PROCMON_NOT_FOUND",
          `expected ${[...doors.keys()].join(" or ")} for a WebSocket`,
        );
      found.webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        answered.set(webSocket, true);
        webSocket.on("pong", () => answered.set(webSocket, true));
        webSocket.on("close", () => answered.delete(webSocket));
        found.accept(webSocket);
      });
    } catch (error) {
      const problem = problemOf(error, requestIdOf(request.headers["x-request-id"]));
      const { code, detail, request_id } = problem;
      log.warn({ code, reason: detail, request_id }, "refused an upgrade");
      endWithProblem(socket, problem);
    }
  };
  server.on("upgrade", upgrade);

  const ping = (): void => {
    for (const [webSocket, hasAnswered] of answered) {
      if (hasAnswered) {
        answered.set(webSocket, false);
        webSocket.ping();
      } else webSocket.terminate();
    }
    cancelPing = clock.after(pingEveryMs, ping);
  };
  let cancelPing = clock.after(pingEveryMs, ping);

  return {
    close: async () => {
      server.off("upgrade", upgrade);
      cancelPing();
      const open = [...answered.keys()];
      const cut = clock.after(closePatienceMs, () => open.forEach((one) => one.terminate()));
      await Promise.all(
        open.map((one) => {
          const closed = new Promise((resolve) => one.once("close", resolve));
          one.close(1001, "the hub ends");
          return closed;
        }),
      );
      cut();
    },
  };
};
