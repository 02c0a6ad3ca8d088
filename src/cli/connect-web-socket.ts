import { type Channel } from "../protocol/effects.ts";
import { limits } from "../protocol/limits.ts";
import { webSocketChannel } from "../protocol/web-socket-channel.ts";

/** Opens a WebSocket to a path of a hub. Rejects with the reason in words. */
export const connectWebSocket = async (hub: URL, path: string): Promise<Channel> => {
  const { WebSocket } = await import("ws");
  const url = new URL(path, hub);
  url.protocol = hub.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url, {
    maxPayload: limits.frameLength * 4,
    perMessageDeflate: false,
    handshakeTimeout: 10_000,
    followRedirects: false,
  });
  return new Promise((resolve, reject) => {
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
};
