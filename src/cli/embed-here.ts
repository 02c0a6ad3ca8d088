import { createEmbedded, type EmbeddedOptions } from "./embedded.ts";
import { type HubConnection } from "./open-hub.ts";
import { silentLogger } from "./silent-logger.ts";

/** An agent and a hub for this machine, in this thread. */
export const embedHere = async (options: EmbeddedOptions): Promise<HubConnection> => {
  const embedded = await createEmbedded(options, silentLogger);
  return { connect: async () => embedded.connect(), close: () => embedded.close() };
};
