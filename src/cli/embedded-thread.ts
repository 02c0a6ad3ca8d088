import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { type Connect } from "../protocol/effects.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { type EmbeddedOptions } from "./embedded.ts";
import { type HubAnswer } from "./embedded-past.ts";
import { type ThreadMessage } from "./embedded-worker.ts";
import { messagePortChannel } from "./message-port-channel.ts";

/** Agent and hub in a thread of their own. `connect` and `ask` reject once the thread has ended. */
export const startEmbeddedThread = (
  options: EmbeddedOptions,
): { connect: Connect; ask(path: string): Promise<HubAnswer>; close(): void } => {
  let failure: Error | undefined;
  const worker = new Worker(new URL("./embedded.js", import.meta.url), {
    workerData: options,
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 512 },
    stdout: true,
    stderr: true,
  });
  worker.on("error", (error: Error) => {
    failure = error;
  });
  worker.on("exit", (code) => {
    failure ??= new Error(`ended with code ${code}`);
  });
  /** One end of a channel to the thread, closed when the thread ends. */
  const openPort = (tell: (other: MessagePort) => ThreadMessage): MessagePort => {
    if (failure !== undefined) throw threadFailed(failure);
    const { port1, port2 } = new MessageChannel();
    const end = (): void => port2.close();
    worker.once("exit", end);
    port2.once("close", () => worker.off("exit", end));
    worker.postMessage(tell(port1), [port1]);
    return port2;
  };
  return {
    connect: async () => messagePortChannel(openPort((terminal) => ({ terminal }))),
    ask: async (path) => {
      const port = openPort((answer) => ({ ask: path, answer }));
      return new Promise((resolve, reject) => {
        port.once("message", (answer: HubAnswer) => resolve(answer));
        // Nothing comes behind an answer: then this is late and changes nothing.
        port.once("close", () => reject(threadFailed(failure ?? new Error("it gave no answer"))));
      });
    },
    close: () => void worker.terminate(),
  };
};

const threadFailed = (failure: Error): ProcmonError =>
  new ProcmonError("PROCMON_INTERNAL", `the thread that samples failed: ${failure.message}`, {
    cause: failure,
  });
