import { frameDecoder } from "./frame-decoder.ts";
import { type HubToAgent, hubToAgent } from "./hub-to-agent.ts";

/** Apart from `decode-frame.ts`, so that an agent loads the schemas of its own direction only. */
export const decodeAtAgent: (text: string) => HubToAgent = frameDecoder(hubToAgent);
