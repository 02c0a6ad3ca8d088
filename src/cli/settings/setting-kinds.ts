import * as z from "zod/mini";
import { parseQuantity } from "../../protocol/units.ts";
import { converted, parseListenAddress, parseWholeNumber } from "../option-schemas.ts";
import { parseAge } from "./parse-age.ts";
import { isPostgresUrl } from "./postgres-url.ts";
import { type RawValue, type SettingKind } from "./setting.ts";

const textKind = <T>(
  placeholder: string,
  takes: string,
  convert: (text: string) => T | undefined,
): SettingKind<T> => ({
  type: "text",
  placeholder,
  takes,
  // What came from a file may be a list.
  schema: z.pipe(
    z.unknown().check(z.refine((raw) => typeof raw === "string", `expected ${takes}`)),
    converted(takes, convert) as z.ZodMiniType<T, unknown>,
  ) as z.ZodMiniType<T, RawValue>,
});

export const wholeNumberKind = (min: number, max: number): SettingKind<number> =>
  textKind("N", `a whole number from ${min} to ${max}`, parseWholeNumber(min, max));

export const choiceKind = <const Choice extends string>(
  placeholder: string,
  choices: readonly Choice[],
  note = "",
): SettingKind<Choice> =>
  textKind(placeholder, `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}${note}`, (text) =>
    choices.find((one) => one === text),
  );

export const addressKind = textKind(
  "ADDRESS",
  "an address and a port, such as 127.0.0.1:8080 or [::1]:8080",
  parseListenAddress,
);

export const folderKind = textKind("DIR", "the name of a folder", (text) =>
  text !== "" && !text.includes("\0") ? text : undefined,
);

/** Milliseconds; `least` is how the shortest one is written. */
export const timeKind = (least: string): SettingKind<number> =>
  textKind("TIME", `a time of at least ${least}, such as 24h, 14d, 2y or 1h30m`, (text) => {
    const ms = parseAge(text);
    return ms !== undefined && ms >= (parseAge(least) as number) ? ms : undefined;
  });

const parseSize = (text: string): number | undefined => {
  const bytes = /^[+-]/.test(text) ? undefined : parseQuantity(text, "bytes");
  return bytes === undefined ? undefined : Math.round(bytes);
};

/** Bytes within bounds, given as one would write them. */
export const sizeKind = (least: string, most: string): SettingKind<number> =>
  textKind("SIZE", `a size from ${least} to ${most}, such as 500M or 8Mi`, (text) => {
    const bytes = parseSize(text) ?? Number.NaN;
    const [min, max] = [parseSize(least) as number, parseSize(most) as number];
    return bytes >= min && bytes <= max ? bytes : undefined;
  });

/** Bytes, or null for no bound. */
export const boundKind: SettingKind<number | null> = textKind(
  "SIZE",
  "a size of at least 1M, such as 500M or 50Gi, or none",
  (text) => {
    if (text === "none") return null;
    const bytes = parseSize(text) ?? Number.NaN;
    return bytes >= 1_000_000 && Number.isSafeInteger(bytes) ? bytes : undefined;
  },
);

export const postgresUrlKind = textKind(
  "URL",
  "the URL of a database, such as postgres://user:password@127.0.0.1:5432/procmon",
  (text) => (isPostgresUrl(text) ? text : undefined),
);

export const flagKind: SettingKind<boolean> = {
  ...textKind(
    "",
    "true or false",
    (text) => ({ true: true, "1": true, false: false, "0": false })[text],
  ),
  type: "flag",
};

const mostNames = 100;

const listKind = (
  placeholder: string,
  takes: string,
  isItem: (text: string) => boolean,
): SettingKind<readonly string[]> => ({
  type: "list",
  placeholder,
  takes,
  schema: z
    .array(z.string().check(z.refine(isItem, `expected ${takes}`)))
    .check(z.maxLength(mostNames, `expected at most ${mostNames} of them`)) as z.ZodMiniType<
    readonly string[],
    RawValue
  >,
});

export const hostNamesKind = listKind("NAME", "names of hosts, such as hub.example", (text) =>
  /^[A-Za-z0-9._:[\]-]{1,255}$/.test(text),
);

/** RFC 6454 section 6.2: scheme, host and port, as browsers send them. */
export const originsKind = listKind(
  "ORIGIN",
  "origins of pages, such as https://dash.example or http://localhost:3000",
  (text) =>
    /^https?:\/\//.test(text) &&
    text.length <= 255 &&
    URL.canParse(text) &&
    new URL(text).origin === text,
);
