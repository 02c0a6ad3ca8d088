import { type Channel } from "../protocol/effects.ts";
import { limits } from "../protocol/limits.ts";
import { webSocketChannel } from "../protocol/web-socket-channel.ts";

/** A hub that does not answer a handshake, or a close, holds nobody up for longer. */
const handshakeMs = 10_000;
const closeMs = 500;

/** Opens a WebSocket to a path of a hub. Rejects with the reason in words, and at once when given up. */
export const connectWebSocket = async (
  hub: URL,
  path: string,
  giveUp?: AbortSignal,
): Promise<Channel> => {
  const { WebSocket } = await import("ws");
  const url = new URL(path, hub);
  url.protocol = hub.protocol === "https:" ? "wss:" : "ws:";
  giveUp?.throwIfAborted();
  // A variable, because the types of ws do not know `closeTimeout` yet.
  const options = {
    maxPayload: limits.frameLength * 4,
    perMessageDeflate: false,
    handshakeTimeout: handshakeMs,
    closeTimeout: closeMs,
    followRedirects: false,
  };
  const socket = new WebSocket(url, options);
  const terminate = (): void => socket.terminate();
  giveUp?.addEventListener("abort", terminate);
  try {
    return await new Promise((resolve, reject) => {
      socket.once("open", () => {
        socket.removeAllListeners();
        // What comes with the answer to the handshake waits until the promise has brought the channel.
        socket.pause();
        setImmediate(() => socket.resume());
        resolve(webSocketChannel(socket));
      });
      socket.once("unexpected-response", (_request, response) => {
        reject(new Error(`the server answered ${response.statusCode} ${response.statusMessage}`));
        socket.terminate();
      });
      socket.on("error", reject);
    });
  } finally {
    giveUp?.removeEventListener("abort", terminate);
  }
};
