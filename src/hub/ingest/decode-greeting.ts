import * as z from "zod/mini";
import { decodeFromAgent } from "../../protocol/decode-frame.ts";
import { type HelloFrame } from "../../protocol/frame.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { PROTOCOL_VERSION } from "../../protocol/protocol-version.ts";

/** What every version of `hello` has. */
const anyHello = z.object({ k: z.literal("hello"), protocol: z.number() });

/**
 * Reads the first message of an agent. The version is looked at before the rest, which another version
 * may shape differently. Throws PROCMON_PROTOCOL_VERSION, PROCMON_HELLO_EXPECTED, or what decoding throws.
 */
export const decodeGreeting = (text: string): HelloFrame => {
  try {
    const frame = decodeFromAgent(text);
    if (frame.k !== "hello")
      throw new ProcmonError("PROCMON_HELLO_EXPECTED", `expected hello first, got ${frame.k}`);
    checkVersion(frame.protocol);
    return frame;
  } catch (error) {
    if (error instanceof ProcmonError && error.code === "PROCMON_FRAME_INVALID") {
      const hello = anyHello.safeParse(JSON.parse(text));
      if (hello.success) checkVersion(hello.data.protocol);
    }
    throw error;
  }
};

const checkVersion = (version: number): void => {
  if (version !== PROTOCOL_VERSION)
    throw new ProcmonError(
      "PROCMON_PROTOCOL_VERSION",
      `expected protocol version ${PROTOCOL_VERSION}, the agent speaks ${version}`,
    );
};
