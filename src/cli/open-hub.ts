import { hostname } from "node:os";
import { apiPaths } from "../protocol/api-paths.ts";
import { type Connect } from "../protocol/effects.ts";
import { idOfHostname } from "./agent-command.ts";
import { connectWebSocket } from "./connect-web-socket.ts";
import { type EmbeddedOptions } from "./embedded.ts";
import { type OptionValues } from "./option.ts";
import { type tuiCommand } from "./tui-command.ts";

/** The hub that a terminal shows: one on the network, or one of its own. */
export interface HubConnection {
  readonly connect: Connect;
  close(): void;
}

/** `embed` starts an agent and a hub for this machine; it is called only without `--hub`. */
export const openHub = async (
  { hub, interval, source }: OptionValues<typeof tuiCommand.options>,
  embed: (options: EmbeddedOptions) => HubConnection | Promise<HubConnection>,
): Promise<HubConnection> => {
  if (hub === undefined)
    return embed({ id: idOfHostname(hostname()), intervalMs: interval, source });
  const giveUp = new AbortController();
  return {
    connect: () => connectWebSocket(hub, apiPaths.live, giveUp.signal),
    close: () => giveUp.abort(),
  };
};
