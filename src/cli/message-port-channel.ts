import { type MessagePort } from "node:worker_threads";
import { type Channel } from "../protocol/effects.ts";

/** One end of a message channel between threads. Delivered messages leave no trace: `bufferedBytes` is 0. */
export const messagePortChannel = (port: MessagePort): Channel => ({
  send: (text) => port.postMessage(text),
  bufferedBytes: 0,
  onText: (listener) => {
    port.on("message", listener);
  },
  onClose: (listener) => {
    port.once("close", () => listener(1000, ""));
  },
  close: () => port.close(),
});
