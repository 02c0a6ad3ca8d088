import { ProcmonError } from "../../protocol/procmon-error.ts";
import { checkJsonBounds, type JsonBounds } from "./check-json-bounds.ts";

/**
 * A JSON body as a value. How deep it is nested and how much it holds is looked at first, since nothing
 * that reads the value should have to. Throws PROCMON_FRAME_TOO_LARGE or PROCMON_BODY_UNREADABLE.
 */
export const parseBoundedJson = (body: Uint8Array, bounds: JsonBounds): unknown => {
  checkJsonBounds(body, bounds);
  // A byte order mark is left out; bytes that are no UTF-8 become U+FFFD, as they do at an agent.
  const text = new TextDecoder().decode(body);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    // Not shown: what cannot be read cannot be masked either.
    const came = text === "" ? "nothing" : `${body.length} bytes that are none`;
    throw new ProcmonError("PROCMON_BODY_UNREADABLE", `expected one JSON object, got ${came}`, {
      cause,
    });
  }
};
