import { WebSocket } from "ws";
import { apiPaths } from "../../src/protocol/api-paths.ts";
import { decodeAtTerminal } from "../../src/protocol/decode-frame.ts";

/** Watches a host of a hub as a terminal does. */
export interface LiveWatch {
  /** Resolves when the hub has taken the next sample of the host. */
  nextSample(timeoutMs?: number): Promise<void>;
  close(): void;
}

export const createLiveWatch = async (hub: string, host: string): Promise<LiveWatch> => {
  const url = new URL(apiPaths.live, hub);
  url.protocol = "ws:";
  const socket = new WebSocket(url, { perMessageDeflate: false });
  let wake = (): void => undefined;
  socket.on("message", (data: Buffer) => {
    const frame = decodeAtTerminal(data.toString());
    if ((frame.k === "key" || frame.k === "delta") && frame.host === host) wake();
  });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.send(JSON.stringify({ k: "watch", hosts: [host] }));
  return {
    nextSample: (timeoutMs = 15_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`waited ${timeoutMs} ms for a sample of ${host}`)),
          timeoutMs,
        );
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    close: () => socket.terminate(),
  };
};
