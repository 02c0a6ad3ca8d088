import { MessageChannel, Worker } from "node:worker_threads";
import { type Connect } from "../protocol/effects.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { type EmbeddedOptions } from "./embedded.ts";
import { messagePortChannel } from "./message-port-channel.ts";

/** Agent and hub in a thread of their own. `connect` rejects once the thread has ended. */
export const startEmbeddedThread = (
  options: EmbeddedOptions,
): { connect: Connect; close(): void } => {
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
  return {
    connect: async () => {
      if (failure !== undefined) {
        throw new ProcmonError(
          "PROCMON_INTERNAL",
          `the thread that samples failed: ${failure.message}`,
          { cause: failure },
        );
      }
      const { port1, port2 } = new MessageChannel();
      worker.once("exit", () => port2.close());
      worker.postMessage(port1, [port1]);
      return messagePortChannel(port2);
    },
    close: () => void worker.terminate(),
  };
};
