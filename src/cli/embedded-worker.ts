import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { createEmbedded, type EmbeddedOptions } from "./embedded.ts";
import { messagePortChannel } from "./message-port-channel.ts";
import { silentLogger } from "./silent-logger.ts";

/**
 * The thread of `embedded-thread.ts`: agent and hub beside the terminal's thread, so that neither a
 * slow sample delays a key nor an unread terminal a sample. Each message is the port of a new terminal.
 */
const embedded = await createEmbedded(workerData as EmbeddedOptions, silentLogger);
parentPort?.on("message", (port: MessagePort) => {
  const terminal = messagePortChannel(port);
  const hub = embedded.connect();
  terminal.onText((text) => hub.send(text));
  hub.onText((text) => terminal.send(text));
  terminal.onClose(() => hub.close());
  hub.onClose(() => terminal.close());
});
