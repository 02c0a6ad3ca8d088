/** The published subpath `procmon/protocol`: what a program needs to speak with agents and hubs. */
export { applyFrame } from "./apply-frame.ts";
export { decodeAtAgent } from "./decode-at-agent.ts";
export {
  decodeAtTerminal,
  decodeFromAgent,
  decodeFromTerminal,
} from "./decode-frame.ts";
export { encodeDelta, encodeKey } from "./encode-frame.ts";
export { type ErrorCode, errorCodes } from "./error-codes.ts";
export { compileFilter } from "./filter/match.ts";
export { parseFilter } from "./filter/parse.ts";
export { printFilter } from "./filter/print.ts";
export { readFilter } from "./filter/read-filter.ts";
export * from "./frame.ts";
export { hostFields } from "./host-fields.ts";
export { hostId } from "./host-id.ts";
export { type HostRow, hostRow, hostRowOf } from "./host-row.ts";
export { HostState } from "./host-state.ts";
export * from "./hub-to-agent.ts";
export { limits } from "./limits.ts";
export { processFields } from "./process-fields.ts";
export { type ProcessRow, processRow, processRowOf } from "./process-row.ts";
export { ProcmonError } from "./procmon-error.ts";
export { PROTOCOL_VERSION } from "./protocol-version.ts";
