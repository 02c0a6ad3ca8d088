import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { webSocketChannel } from "../../src/protocol/web-socket-channel.ts";

/** What `ws` promises of a socket, without a network: it throws where `ws` does. */
class LocalSocket extends EventEmitter {
  bufferedAmount = 0;
  readyState = 1;
  readonly sent: string[] = [];
  readonly closes: [number | undefined, string | undefined][] = [];

  send(text: string): void {
    this.sent.push(text);
  }
  close(code?: number, reason?: string): void {
    if (Buffer.byteLength(reason ?? "") > 123) throw new RangeError("reason too long");
    this.closes.push([code, reason]);
  }
}

test("cuts a close reason to the 123 bytes that a close frame holds, at a whole character", () => {
  const socket = new LocalSocket();
  webSocketChannel(socket).close(4001, "漢".repeat(100));
  webSocketChannel(socket).close(4001, `${"a".repeat(121)}😀`);
  webSocketChannel(socket).close();
  expect(socket.closes).toEqual([
    [4001, "漢".repeat(41)],
    [4001, "a".repeat(121)],
    [1000, ""],
  ]);
});

test("sends only while the socket is open", () => {
  const socket = new LocalSocket();
  const channel = webSocketChannel(socket);
  channel.send("1");
  socket.readyState = 2;
  channel.send("2");
  expect(socket.sent).toEqual(["1"]);
});

test("hands on text and closes at a binary message", () => {
  const socket = new LocalSocket();
  const heard: string[] = [];
  webSocketChannel(socket).onText((text) => heard.push(text));
  socket.emit("message", Buffer.from("hello"), false);
  socket.emit("message", Buffer.from("hello"), true);
  expect(heard).toEqual(["hello"]);
  expect(socket.closes).toEqual([[1003, "expected a text message"]]);
});

test("gives the reason of a close, or else the error before it", () => {
  const heard: unknown[] = [];
  for (const reason of ["bye", ""]) {
    const socket = new LocalSocket();
    webSocketChannel(socket).onClose((code, why) => heard.push([code, why]));
    socket.emit("error", new Error("connection reset"));
    socket.emit("close", 1006, Buffer.from(reason));
  }
  expect(heard).toEqual([
    [1006, "bye"],
    [1006, "connection reset"],
  ]);
});
