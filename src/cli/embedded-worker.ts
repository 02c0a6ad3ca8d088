import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { createEmbedded, type EmbeddedOptions } from "./embedded.ts";
import { messagePortChannel } from "./message-port-channel.ts";
import { silentLogger } from "./silent-logger.ts";

/** What the terminal's thread sends: the port of a new terminal, or a question and the port for its answer. */
export type ThreadMessage =
  | { readonly terminal: MessagePort }
  | { readonly ask: string; readonly answer: MessagePort };

/**
 * The thread of `embedded-thread.ts`: agent and hub beside the terminal's thread, so that neither a
 * slow sample delays a key nor an unread terminal a sample.
 */
const embedded = await createEmbedded(workerData as EmbeddedOptions, silentLogger);
parentPort?.on("message", (message: ThreadMessage) => {
  if ("ask" in message) void answer(message.ask, message.answer);
  else attach(message.terminal);
});

const attach = (port: MessagePort): void => {
  const terminal = messagePortChannel(port);
  const hub = embedded.connect();
  terminal.onText((text) => hub.send(text));
  hub.onText((text) => terminal.send(text));
  terminal.onClose(() => hub.close());
  hub.onClose(() => terminal.close());
};

/** A port that closes without an answer tells of a fault. */
const answer = async (path: string, port: MessagePort): Promise<void> => {
  try {
    port.postMessage(await embedded.ask(path));
  } finally {
    port.close();
  }
};
