import { WebSocket } from "ws";

export interface Watchers {
  /** Bytes they got since the start. */
  readonly bytes: number;
  close(): void;
}

/** Terminals that each watch one host, as someone does who looks into a process list. */
export const startWatchers = async (
  url: string,
  count: number,
  hosts: number,
): Promise<Watchers> => {
  let bytes = 0;
  const sockets = await Promise.all(
    Array.from(
      { length: count },
      (_, index) =>
        new Promise<WebSocket>((resolve, reject) => {
          const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/live`, {
            perMessageDeflate: false,
          });
          socket.on("error", (error) => reject(new Error(`watcher ${index}: ${error.message}`)));
          socket.on("message", (data: Buffer) => (bytes += data.length));
          socket.on("open", () => {
            const host = `sim-${String(Math.floor((index * hosts) / count)).padStart(5, "0")}`;
            socket.send(JSON.stringify({ k: "watch", hosts: [host] }));
            resolve(socket);
          });
        }),
    ),
  );
  return {
    get bytes() {
      return bytes;
    },
    close: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
};
