/** How time, chance, logging and connections enter agent, hub and terminal: passed in, never imported. */

export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Milliseconds that only grow, from an arbitrary start. */
  monotonic(): number;
  /** Calls once after `ms`. The returned function cancels; it may be called at any time. */
  after(ms: number, call: () => void): () => void;
}

/** A number in [0, 1). */
export type Random = () => number;

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * One connection that carries text messages in order: a WebSocket, or a message port within one
 * program. A peer sets its listeners in the same turn in which it gets the channel.
 */
export interface Channel {
  /** Does nothing once closed. */
  send(text: string): void;
  /** Bytes accepted by `send` and not yet handed to the system. */
  readonly bufferedBytes: number;
  onText(listener: (text: string) => void): void;
  /** Called once, whoever closed; `reason` is readable text, possibly empty. */
  onClose(listener: (code: number, reason: string) => void): void;
  close(code?: number, reason?: string): void;
}

/** Opens a channel, or rejects with a readable reason. */
export type Connect = () => Promise<Channel>;
