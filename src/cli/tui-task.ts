import { nearestName } from "../protocol/nearest-name.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";
import { flagName, type OptionValues } from "./option.ts";
import { parseWholeNumber } from "./option-schemas.ts";
import { tuiCommand } from "./tui-command.ts";

export type TuiOptions = OptionValues<typeof tuiCommand.options>;
/** Lists that are made from what the screen shows, or with `--at` from the past. */
export type ListName = "hosts" | "processes" | "tree";
/** Questions about the past, which only a hub with a history answers. */
export type PastName = Exclude<keyof typeof tuiCommand.words, ListName>;

/** What a call of procmon-tui asks for. */
export type TuiTask =
  | { readonly kind: "screen" }
  | { readonly kind: "list"; readonly name: ListName }
  | {
      readonly kind: "list-at";
      readonly name: ListName;
      readonly hub: URL;
      /** Not read yet. */
      readonly at: string;
    }
  | {
      readonly kind: "past";
      readonly name: PastName;
      readonly hub: URL;
      readonly pid: number | undefined;
    };

type WordName = keyof typeof tuiCommand.words;
type OptionKey = keyof TuiOptions;

/** Options that some words do not obey. What is not obeyed and not refused misleads. */
const obeyedBy: Readonly<Partial<Record<OptionKey, readonly WordName[]>>> = {
  at: ["hosts", "processes", "tree"],
  filter: ["processes", "tree", "events"],
  sort: ["processes", "tree"],
  limit: ["hosts", "processes", "tree", "history", "top", "events", "diff"],
  watch: ["hosts", "processes", "tree"],
  from: ["history", "series", "top", "events", "diff"],
  to: ["history", "series", "top", "events", "diff"],
  fields: ["history", "series"],
  step: ["series"],
  agg: ["series", "top"],
  by: ["top"],
  group: ["top"],
  kind: ["events"],
  createTime: ["history", "series"],
};
/** Of the words that need it; the others are of all hosts without it. */
const needHost: readonly WordName[] = ["history", "series", "diff"];

/**
 * Throws PROCMON_USAGE for words that are none, for options that the word does not obey, and for questions
 * about the past without what they need.
 */
export const parseTuiTask = (words: readonly string[], options: TuiOptions): TuiTask => {
  const name = wordName(words);
  refuseUnobeyed(name, options);
  if (options.watch && !options.json)
    throw usage("--watch: expected --json beside it; without it the screen is live anyway");
  if (options.watch && options.at !== undefined)
    throw usage("--watch: expected no --at beside it: what was does not change");
  if (name === undefined) return { kind: "screen" };
  if (!isListName(name)) {
    const hub = requireHub(name, options);
    const pid = pidOf(name, words.slice(1));
    if (needHost.includes(name) && options.host === undefined)
      throw usage(`${name}: expected --host NAME, of which host`);
    return { kind: "past", name, hub, pid };
  }
  refuseRest(name, words.slice(1));
  const { at } = options;
  return at === undefined
    ? { kind: "list", name }
    : { kind: "list-at", name, hub: requireHub("--at", options), at };
};

const isListName = (name: WordName): name is ListName =>
  name === "hosts" || name === "processes" || name === "tree";

const wordName = ([word]: readonly string[]): WordName | undefined => {
  if (word === undefined) return undefined;
  const known = Object.keys(tuiCommand.words) as WordName[];
  const name = known.find((one) => one === word);
  if (name !== undefined) return name;
  const near = nearestName(word, known);
  throw usage(
    `expected one of ${known.join(", ")}, or nothing for the screen; got ${quoted(word)}` +
      (near === undefined ? "" : `; did you mean ${near}?`),
  );
};

const pidOf = (name: PastName, [word, ...rest]: readonly string[]): number | undefined => {
  if (name !== "history" && name !== "series") {
    refuseRest(name, word === undefined ? [] : [word]);
    return undefined;
  }
  refuseRest(`${name} PID`, rest);
  if (word === undefined && name === "series") return undefined;
  const pid = parseWholeNumber(0, Number.MAX_SAFE_INTEGER)(word ?? "");
  if (pid !== undefined) return pid;
  throw usage(
    `${name}: expected a process id behind it, got ${word === undefined ? "none" : quoted(word)}`,
  );
};

const refuseRest = (before: string, [word]: readonly string[]): void => {
  if (word !== undefined)
    throw usage(`expected options only behind ${before}, got ${quoted(word)}`);
};

const refuseUnobeyed = (name: WordName | undefined, options: TuiOptions): void => {
  for (const [key, names] of Object.entries(obeyedBy)) {
    const value = options[key as OptionKey];
    if (value === undefined || value === "" || value === false) continue;
    // Without a word they are those of the screen, or of the table of processes in its place.
    const isObeyed =
      name === undefined ? key !== "at" && names.includes("processes") : names.includes(name);
    if (isObeyed) continue;
    throw usage(
      `--${flagName(key)}: expected with ${listed(names)}, not ${name === undefined ? "alone" : `with ${name}`}`,
    );
  }
};

/** A hub of this program's own has no past: it began with the program. */
const requireHub = (asker: string, { hub }: TuiOptions): URL => {
  if (hub !== undefined) return hub;
  throw usage(
    `${asker}: expected --hub URL beside it: only a hub that runs on keeps a history; without --hub there is none`,
  );
};

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;

const quoted = (word: string): string => makeSafeText(JSON.stringify(word.slice(0, 200)));

const usage = (message: string): ProcmonError => new ProcmonError("PROCMON_USAGE", message);
