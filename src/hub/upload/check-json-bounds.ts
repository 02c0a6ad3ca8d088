import { ProcmonError } from "../../protocol/procmon-error.ts";

/** What a JSON text may hold at most. */
export interface JsonBounds {
  /** Arrays and objects within each other. */
  readonly depth: number;
  /** Commas outside of texts, so values of all arrays and objects together. */
  readonly commas: number;
  /** Keys of the outermost object, and of each object right in it. */
  readonly headKeys: number;
  /** Keys that differ, in all objects together: each new one costs the parser far more than a value. */
  readonly names: number;
}

const [quote, backslash, comma] = Buffer.from('"\\,');
const [openBrace, openBracket, closeBrace, closeBracket] = Buffer.from("{[}]");

/** Objects of which the keys are counted: the body, and `facts` and `system` in it. */
const headDepth = 2;

/** FNV-1a of 32 bits: texts that share a hash count once, which a bound can bear. */
const hashStart = 0x811c9dc5;
const hashWith = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

/**
 * Looks at the marks of a JSON text before it is parsed, since parsing holds up everybody. All bytes of
 * JSON's own marks are below 128, so no character of several bytes holds one. Throws
 * PROCMON_FRAME_TOO_LARGE with the bound that is exceeded.
 */
export const checkJsonBounds = (body: Uint8Array, bounds: JsonBounds): void => {
  const names = new Set<number>();
  const isObject: boolean[] = [];
  const headCommas: number[] = [];
  let depth = 0;
  let commas = 0;
  let isKeyNext = false;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i];
    if (byte === quote) {
      let hash = hashStart;
      for (i++; i < body.length && body[i] !== quote; i++) {
        if (body[i] === backslash) i++;
        if (isKeyNext) hash = hashWith(hash, body[i] ?? 0);
      }
      if (isKeyNext && names.add(hash).size > bounds.names)
        refuse(`${bounds.names} different keys in all objects`);
      isKeyNext = false;
    } else if (byte === comma) {
      if (++commas > bounds.commas) refuse(`${bounds.commas} values in arrays and objects`);
      isKeyNext = isObject[depth] === true;
      if (!isKeyNext || depth > headDepth) continue;
      const before = (headCommas[depth] ?? 0) + 1;
      if (before >= bounds.headKeys)
        refuse(`${bounds.headKeys} keys in the body, and in each object right in it`);
      headCommas[depth] = before;
    } else if (byte === openBrace || byte === openBracket) {
      if (++depth > bounds.depth) refuse(`${bounds.depth} arrays and objects within each other`);
      isKeyNext = byte === openBrace;
      isObject[depth] = isKeyNext;
      headCommas[depth] = 0;
    } else if (byte === closeBrace || byte === closeBracket) {
      // What closes more than was opened is no JSON: the parser says so.
      depth = Math.max(0, depth - 1);
      isKeyNext = false;
    }
  }
};

const refuse = (bound: string): never => {
  throw new ProcmonError("PROCMON_FRAME_TOO_LARGE", `expected at most ${bound}`);
};
