import * as z from "zod/mini";
import { parseQuantity } from "../protocol/units.ts";

/** Option values are text; each schema says what it expects in words that stand in the error. */
export const converted = <T>(expected: string, convert: (text: string) => T | undefined) =>
  z.pipe(
    z.string(),
    z.transform((text: string, context): T => {
      const value = convert(text);
      if (value !== undefined) return value;
      context.issues.push({ code: "custom", message: `expected ${expected}`, input: text });
      return z.NEVER;
    }),
  );

/** An option that stands for `text` when it is not given. */
export const or = <T>(text: string, schema: z.ZodMiniType<T, string>) =>
  z.pipe(z._default(z.string(), text), schema);

/** `5s`, `500ms`, `2m`: milliseconds within the bounds. A bare number is seconds. */
export const durationMs = (min: number, max: number) =>
  converted(`a time from ${min} ms to ${max / 1000} s, such as 1s or 500ms`, (text) => {
    const seconds = parseQuantity(text, "seconds");
    const ms = seconds === undefined ? Number.NaN : Math.round(seconds * 1000);
    return ms >= min && ms <= max ? ms : undefined;
  });

export const parseWholeNumber =
  (min: number, max: number) =>
  (text: string): number | undefined => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  };

export const wholeNumber = (min: number, max: number) =>
  converted(`a whole number from ${min} to ${max}`, parseWholeNumber(min, max));

/** `127.0.0.1:8080`, `[::1]:8080`, `localhost:0`; port 0 lets the system choose. */
export const parseListenAddress = (
  text: string,
): { readonly host: string; readonly port: number } | undefined => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  return host === undefined || port > 65_535 ? undefined : { host, port };
};

/** The hub as people type it: `http://127.0.0.1:8080`. Credentials and paths are refused. */
export const hubUrl = converted("the URL of a hub, such as http://127.0.0.1:8080", (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) return undefined;
  return url.username === "" && url.pathname === "/" && url.search === "" ? url : undefined;
});

/** A flag; in the environment `true` or `false`. */
export const onOrOff = z.boolean({ error: "expected true or false" });
