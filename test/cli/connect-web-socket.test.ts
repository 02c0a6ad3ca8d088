import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { connectWebSocket } from "../../src/cli/connect-web-socket.ts";
import { type Channel } from "../../src/protocol/effects.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).toReversed()) cleanup();
});

const listen = (server: Server): Promise<URL> =>
  new Promise((resolve) => {
    cleanups.push(() => {
      server.closeAllConnections();
      server.close();
    });
    server.listen(0, "127.0.0.1", () => {
      resolve(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    });
  });

/** A hub of this kind: `onSocket` runs in the turn in which the handshake is answered. */
const startHub = async (onSocket: (socket: WebSocket) => void): Promise<URL> => {
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: "/live" });
  cleanups.push(() => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  });
  sockets.on("connection", onSocket);
  return listen(server);
};
const texts = (channel: Channel, count: number): Promise<string[]> =>
  new Promise((resolve) => {
    const heard: string[] = [];
    channel.onText((text) => {
      heard.push(text);
      if (heard.length === count) resolve(heard);
    });
  });

test("carries texts both ways and tells of the close", async () => {
  const hub = await startHub((socket) => {
    socket.on("message", (data: Buffer) => {
      if (data.toString() === "bye") socket.close(4001, "as you say");
      else socket.send(`re ${data.toString()}`);
    });
  });
  const channel = await connectWebSocket(hub, "/live");
  const heard = texts(channel, 2);
  channel.send("1");
  channel.send("漢");
  expect(await heard).toEqual(["re 1", "re 漢"]);
  const closed = new Promise((resolve) =>
    channel.onClose((code, reason) => resolve([code, reason])),
  );
  channel.send("bye");
  expect(await closed).toEqual([4001, "as you say"]);
});

test("loses nothing that the hub says in the same breath as its welcome", async () => {
  const hub = await startHub((socket) => {
    for (let i = 0; i < 20; i++) socket.send(String(i));
  });
  for (let attempt = 0; attempt < 10; attempt++) {
    const channel = await connectWebSocket(hub, "/live");
    // The owner is another promise away, as in a feed.
    await Promise.resolve();
    expect(await texts(channel, 20)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
    channel.close();
  }
});

test("rejects with the answer of a server that is no hub", async () => {
  const server = createServer();
  server.on("upgrade", (_request, socket) => {
    socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  });
  await expect(connectWebSocket(await listen(server), "/live")).rejects.toThrow(
    "the server answered 403 Forbidden",
  );
});

test("does not follow a redirect to elsewhere", async () => {
  const server = createServer();
  server.on("upgrade", (_request, socket) => {
    socket.end("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  });
  await expect(connectWebSocket(await listen(server), "/live")).rejects.toThrow("302 Found");
});

test("rejects with the reason when nobody listens", async () => {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  await expect(connectWebSocket(url, "/live")).rejects.toThrow(/ECONNREFUSED/);
});

test("is given up at once while a server says nothing, and never begun afterwards", async () => {
  const server = createServer();
  const asked = new Promise((resolve) => server.on("upgrade", resolve));
  const url = await listen(server);
  const giveUp = new AbortController();
  const connected = connectWebSocket(url, "/live", giveUp.signal);
  await asked;
  giveUp.abort();
  await expect(connected).rejects.toThrow(/closed before the connection/);
  await expect(connectWebSocket(url, "/live", giveUp.signal)).rejects.toThrow(/abort/);
});

test("closes within a moment although the hub does not answer", async () => {
  const hub = await startHub((socket) => {
    const { _socket: raw } = socket as unknown as { _socket: { pause(): void } };
    raw.pause();
  });
  const channel = await connectWebSocket(hub, "/live");
  const closed = new Promise((resolve) => channel.onClose(resolve));
  channel.close();
  expect(await closed).toBe(1006);
});

test("survives a server that breaks off in the middle of a frame", async () => {
  const hub = await startHub((socket) => {
    const { _socket: raw } = socket as unknown as { _socket: { end(bytes: Buffer): void } };
    raw.end(Buffer.from([0x81, 0x7e, 0x10]));
  });
  const channel = await connectWebSocket(hub, "/live");
  const code = await new Promise((resolve) => channel.onClose(resolve));
  expect(code).toBe(1006);
});
