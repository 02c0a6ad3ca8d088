import { ProcmonError } from "../../protocol/procmon-error.ts";

const [quote, backslash, openBrace, openBracket, closeBrace, closeBracket] = Buffer.from('"\\{[}]');

/**
 * A JSON body as a value. How deep it is nested is looked at first, since nothing that reads the value
 * should have to. Throws PROCMON_FRAME_TOO_LARGE or PROCMON_BODY_UNREADABLE.
 */
export const parseBoundedJson = (body: Uint8Array, maxDepth: number): unknown => {
  if (isDeeper(body, maxDepth))
    throw new ProcmonError(
      "PROCMON_FRAME_TOO_LARGE",
      `expected at most ${maxDepth} arrays and objects within each other`,
    );
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

/** All bytes of JSON's own marks are below 128, so no character of several bytes holds one. */
const isDeeper = (body: Uint8Array, maxDepth: number): boolean => {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i];
    if (inText) {
      if (byte === backslash) i++;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (byte === openBrace || byte === openBracket) {
      if (++depth > maxDepth) return true;
    } else if (byte === closeBrace || byte === closeBracket) depth--;
  }
  return false;
};
