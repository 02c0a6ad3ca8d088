import {
  type AgentToHub,
  agentToHub,
  type HubToTerminal,
  hubToTerminal,
  type TerminalToHub,
  terminalToHub,
} from "./frame.ts";
import { frameDecoder } from "./frame-decoder.ts";

export const decodeFromAgent: (text: string) => AgentToHub = frameDecoder(agentToHub);
export const decodeFromTerminal: (text: string) => TerminalToHub = frameDecoder(terminalToHub);
export const decodeAtTerminal: (text: string) => HubToTerminal = frameDecoder(hubToTerminal);
