import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";
import { hubCommand, hubGuesses } from "./hub-command.ts";
import { refuseWords } from "./refuse-words.ts";

/** What a call of procmon-hub asks for. */
export type HubTask =
  | { readonly kind: "serve" | "config" | "verify" }
  | { readonly kind: "backup" | "restore"; readonly folder: string };

/** Throws PROCMON_USAGE for other words, and for too few or too many. */
export const parseHubTask = (words: readonly string[]): HubTask => {
  const [word, ...rest] = words;
  switch (word) {
    case undefined:
      return { kind: "serve" };
    case "config":
    case "verify":
      refuseRest(word, rest);
      return { kind: word };
    case "backup":
    case "restore": {
      const [folder, ...more] = rest;
      if (folder === undefined || folder === "")
        throw new ProcmonError("PROCMON_USAGE", `${word}: expected a folder behind it, got none`);
      refuseRest(`${word} DIR`, more);
      return { kind: word, folder };
    }
    default:
      refuseWords(words, hubGuesses, Object.keys(hubCommand.words));
      return { kind: "serve" };
  }
};

const refuseRest = (before: string, [word]: readonly string[]): void => {
  if (word === undefined) return;
  const got = makeSafeText(JSON.stringify(word.slice(0, 200)));
  throw new ProcmonError("PROCMON_USAGE", `expected options only behind ${before}, got ${got}`);
};
