import * as z from "zod/mini";
import { frameBodyShape } from "./frame-body.ts";
import { hostFacts } from "./host-facts.ts";
import { hostId } from "./host-id.ts";
import { errorFrame, intervalMs } from "./hub-to-agent.ts";
import { safeText } from "./safe-text-schema.ts";

/** Agent to hub, first of all: who it is. Answered with `ack`, or with `error` and a close. */
export const helloFrame = z.object({
  k: z.literal("hello"),
  protocol: z.int().check(z.minimum(1), z.describe("Protocol version of the agent.")),
  host: hostId,
  epoch: safeText(64, "Made anew at each start of the agent: sequence numbers count within it."),
  interval_ms: intervalMs,
  facts: hostFacts,
});
export type HelloFrame = z.infer<typeof helloFrame>;

/** The whole state of a host: on connect, after a resync, and from the hub to a new watcher. */
export const keyFrame = z.object({ k: z.literal("key"), ...frameBodyShape });
/** What changed since the frame with the sequence number before. */
export const deltaFrame = z.object({ k: z.literal("delta"), ...frameBodyShape });
export type SampleFrame = z.infer<typeof keyFrame> | z.infer<typeof deltaFrame>;

/** Terminal to hub: send the frames of these hosts from now on, and of no others; `*` is all. */
export const watchFrame = z.object({
  k: z.literal("watch"),
  hosts: z.union([z.literal("*"), z.array(hostId).check(z.maxLength(10_000))]),
});
export type WatchFrame = z.infer<typeof watchFrame>;

/** `up`: samples arrive. `late`: none for three intervals. `down`: disconnected, or late for a minute. */
export const hostPresence = z.enum(["up", "late", "down"]);
export type HostPresence = z.infer<typeof hostPresence>;

/** What the hub knows of a host beside its samples. */
export const hostEntry = z.object({
  host: hostId,
  state: hostPresence,
  interval_ms: intervalMs,
  first_seen: z
    .int()
    .check(z.describe("First hello here, milliseconds since 1970 on the hub's clock.")),
  last_seen: z.int().check(z.describe("Last frame, milliseconds since 1970 on the hub's clock.")),
  clock_skew_ms: z
    .int()
    .check(
      z.describe("The host's clock less the hub's at the last sample, delivery time included."),
    ),
  facts: hostFacts,
});
export type HostEntry = z.infer<typeof hostEntry>;

/** Hub to terminal: all hosts, on connect, and again where news of them could not be sent in time. */
export const hostsFrame = z.object({
  k: z.literal("hosts"),
  now: z.int().check(z.describe("The hub's clock, milliseconds since 1970.")),
  hosts: z.array(hostEntry).check(z.maxLength(100_000)),
});
export type HostsFrame = z.infer<typeof hostsFrame>;

/** Hub to terminal: the entries that changed or came, and the hosts that are known no more; once a second at most. */
export const newsFrame = z.object({
  k: z.literal("news"),
  now: z.int().check(z.describe("The hub's clock, milliseconds since 1970.")),
  hosts: z.array(hostEntry).check(z.maxLength(100_000)),
  gone: z.array(hostId).check(z.maxLength(100_000)),
});
export type NewsFrame = z.infer<typeof newsFrame>;

/**
 * Hub to terminal: an agent's frame, word for word, with the host in front. A line of the hub's log
 * looks the same.
 */
export const relayedFrame = z.discriminatedUnion("k", [
  z.extend(keyFrame, { host: hostId }),
  z.extend(deltaFrame, { host: hostId }),
]);
export type RelayedFrame = z.infer<typeof relayedFrame>;

/**
 * An agent may not name a host in a sample: it would speak for that one where the text is relayed. The
 * others are what the hub writes in front of it in the log.
 */
const never = z.optional(z.never());
const noFront = { host: never, tenant: never, crc: never, at: never };

/** Direction by direction, what may come in. */
export const agentToHub = z.discriminatedUnion("k", [
  helloFrame,
  z.extend(keyFrame, noFront),
  z.extend(deltaFrame, noFront),
  errorFrame,
]);
export const terminalToHub = z.discriminatedUnion("k", [watchFrame, errorFrame]);
export const hubToTerminal = z.discriminatedUnion("k", [
  hostsFrame,
  newsFrame,
  z.extend(keyFrame, { host: hostId }),
  z.extend(deltaFrame, { host: hostId }),
  errorFrame,
]);

export type AgentToHub = z.infer<typeof agentToHub>;
export type TerminalToHub = z.infer<typeof terminalToHub>;
export type HubToTerminal = z.infer<typeof hubToTerminal>;
