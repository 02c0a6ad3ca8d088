import { applyFrame } from "../../protocol/apply-frame.ts";
import { decodeAtAgent } from "../../protocol/decode-at-agent.ts";
import { type Channel, type Clock } from "../../protocol/effects.ts";
import { encodeDelta, encodeKey } from "../../protocol/encode-frame.ts";
import { type ErrorCode, errorCodes } from "../../protocol/error-codes.ts";
import { type HelloFrame, type SampleFrame } from "../../protocol/frame.ts";
import { HostState } from "../../protocol/host-state.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { closeReasons } from "../ingest/close-reasons.ts";

/** How long the hub may take to have a batch on disk: five times the longest wait for a sync. */
const ackPatienceMs = 5000;

/** A host that uploads, as the hub's other sessions see it: an agent within the hub. */
export interface UploadSession {
  /** Sends what is new; settles once the hub has acknowledged it. */
  send(state: HostState): Promise<void>;
  /** Waits for what was sent before. */
  settled(): Promise<void>;
  /** Why it ended, once it has. */
  readonly ended: ProcmonError | undefined;
  close(): void;
}

/** `hello` is refused like an agent's: what the hub answers is what `send` throws. */
export const openUploadSession = (
  channel: Channel,
  hello: HelloFrame,
  clock: Clock,
): UploadSession => {
  const shipped = new HostState();
  let sequence = 0;
  let acked = -1;
  let hasKey = false;
  let ended: ProcmonError | undefined;
  const waiting = new Set<{ sequence: number; settle: (error?: ProcmonError) => void }>();

  const end = (error: ProcmonError): void => {
    ended ??= error;
    for (const one of waiting) one.settle(ended);
  };
  const kept = (upTo: number): Promise<void> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined || acked >= upTo) {
        if (ended === undefined) resolve();
        else reject(ended);
        return;
      }
      const settle = (error?: ProcmonError): void => {
        waiting.delete(one);
        cancel();
        if (error === undefined) resolve();
        else reject(error);
      };
      const one = { sequence: upTo, settle };
      const cancel = clock.after(ackPatienceMs, () => settle(upTo === 0 ? notTaken() : notKept()));
      waiting.add(one);
    });
  const ship = (frame: SampleFrame): void => {
    applyFrame(shipped, frame);
    channel.send(JSON.stringify(frame));
  };

  channel.onText((text) => {
    const frame = decodeAtAgent(text);
    if (frame.k === "ack") {
      acked = Math.max(acked, frame.q);
      for (const one of waiting) if (one.sequence <= acked) one.settle();
    } else if (frame.k === "resync" && hasKey) ship(encodeKey(shipped, ++sequence));
    else if (frame.k === "error") end(new ProcmonError(codeOf(frame.code), frame.message));
  });
  channel.onClose((_, reason) => {
    if (reason === closeReasons.replaced) end(taken(hello.host));
    else if (reason === closeReasons.forgotten) end(forgotten(hello.host));
    else end(acked < 0 ? notTaken() : notKept());
  });
  channel.send(JSON.stringify(hello));

  return {
    send: async (state) => {
      await kept(0);
      sequence++;
      ship(hasKey ? encodeDelta(shipped, state, sequence) : encodeKey(state, sequence));
      hasKey = true;
      await kept(sequence);
    },
    settled: () => kept(sequence),
    get ended() {
      return ended;
    },
    close: () => {
      end(acked < 0 ? notTaken() : notKept());
      channel.close(1000, "no more uploads");
    },
  };
};

const codeOf = (code: string): ErrorCode =>
  Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : "PROCMON_INTERNAL";

const taken = (host: string): ProcmonError =>
  new ProcmonError(
    "PROCMON_HOST_TAKEN",
    `expected a host id of its own, an agent is connected as ${host}`,
  );

const forgotten = (host: string): ProcmonError =>
  new ProcmonError(
    "PROCMON_NOT_KEPT",
    `expected ${host} to stay while its batch was taken, it was deleted with the batch; send it again if the host is to come back`,
  );

const notTaken = (): ProcmonError =>
  new ProcmonError(
    "PROCMON_NOT_KEPT",
    "expected the hub to take samples by now; nothing of the batch was taken",
  );

const notKept = (): ProcmonError =>
  new ProcmonError(
    "PROCMON_NOT_KEPT",
    "expected the batch to be on disk by now; it is shown, and may be lost if the hub ends",
  );
