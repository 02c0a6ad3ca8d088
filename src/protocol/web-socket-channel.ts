import { type Channel } from "./effects.ts";

/** What is needed of a WebSocket; `ws` has it, and a browser's could be adapted. */
export interface WebSocketLike {
  readonly bufferedAmount: number;
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  on(
    event: "message",
    listener: (data: { toString(): string }, isBinary: boolean) => void,
  ): unknown;
  on(event: "close", listener: (code: number, reason: { toString(): string }) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

const OPEN = 1;

/** An open WebSocket as a channel. Binary messages are no part of the protocol and close it (1003). */
export const webSocketChannel = (socket: WebSocketLike): Channel => {
  let failure = "";
  socket.on("error", (error) => {
    failure = error.message;
  });
  return {
    send: (text) => {
      if (socket.readyState === OPEN) socket.send(text);
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    onText: (listener) => {
      socket.on("message", (data, isBinary) => {
        if (isBinary) socket.close(1003, "expected a text message");
        else listener(data.toString());
      });
    },
    onClose: (listener) => {
      socket.on("close", (code, reason) => listener(code, reason.toString() || failure));
    },
    close: (code = 1000, reason = "") => socket.close(code, fittingReason(reason)),
  };
};

/** A close frame holds 123 bytes of UTF-8 behind its code (RFC 6455, section 5.5); `ws` throws at more. */
const fittingReason = (reason: string): string => {
  const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(123));
  return reason.slice(0, read);
};
