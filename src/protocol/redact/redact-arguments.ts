import { type ProgramWords, programsOf } from "./program-words.ts";
import { MASK, redactText, secretOption } from "./redact-text.ts";
import { changeCommands } from "./script-commands.ts";

/** Programs with a short option for a password: the value is joined to it, or the next argument. */
const joinedOption: ReadonlyMap<string, RegExp> = new Map([
  ["-p", /^(?:mysql\w*|mariadb[\w-]*|mytop|innotop|sshpass|7z[ar]?)$/],
  ["-P", /^(?:mosquitto_(?:pub|sub|rr)|zip|unzip)$/],
  ["-a", /^redis-cli$/],
  ["-w", /^ldap\w+$/],
]);
/** Of them, those where a bare option takes the next argument; for the others it asks on the terminal. */
const takesNext: ReadonlyMap<string, RegExp> = new Map([
  ["-p", /^(?:sshpass|mongo(?:sh|dump|restore|export|import)?)$/],
  ["-P", /^(?:mosquitto_(?:pub|sub|rr)|zip|unzip)$/],
  ["-a", /^redis-cli$/],
  ["-w", /^ldap\w+$/],
]);
/** A bare `--password` of these asks on the terminal: an option behind it is one. */
const asksPassword = /^(?:mysql\w*|mariadb[\w-]*)$/;
/** `-p` of these is a password behind `login` only; elsewhere it publishes a port. */
const containerPrograms = /^(?:docker|podman|nerdctl|buildah)$/;

/** `-u user:x`, `-uuser:x`, `--user=user:x`: the name stays. Options before it may be joined in curl. */
const userOption: readonly (readonly [program: RegExp, option: RegExp])[] = [
  [/^curl$/, /^(-[#0-9aBfgGiIjJkLlnNOpqRsSvVZ]*[uU]|--(?:user|proxy-user)(?:=|$))(.*)$/s],
  [/^ab$/, /^(-[AP])(.*)$/s],
  [/^(?:https?|xhs?)$/, /^(-a)(.*)$/s],
  [/^smbclient$/, /^(-U|--user(?:=|$))(.*)$/s],
];

const shells = /^-?(?:(?:ba|da|z|k|mk|pdk|a|fi)?sh|su|runuser)$/;
const scriptOption = /^-[A-Za-z]*c[A-Za-z]*$/;
/** `"$(...)"` and backticks within quotes. */
const substitution = /\$\(|`/;
/** Scripts in scripts are looked into so far. */
const MAX_DEPTH = 4;

/**
 * Masks secrets in the arguments of a process: values of options and variables whose name says so,
 * passwords in URLs, authorization headers, tokens of known shape, and what single programs take as a
 * password, also behind `sudo` and its like and in the script of a shell. Works on safe text. What looks
 * like a secret by no rule stays: the rest of the house treats command lines as confidential anyway.
 */
export const redactArguments = (args: readonly string[]): readonly string[] => {
  if (args.length > 1) return redactWords(args, 0);
  // A text alone is a program's name, or the title that it gave itself.
  return args.map(redactText);
};

const redactWords = (words: readonly string[], depth: number): readonly string[] => {
  const redacted = words.map(redactText);
  for (const program of programsOf(words)) redactProgram(program, words, redacted, depth);
  return redacted;
};

const redactProgram = (
  { name, from, to }: ProgramWords,
  words: readonly string[],
  redacted: string[],
  depth: number,
): void => {
  const script = shells.test(name) ? findScript(words, from, to) : -1;
  const user = userOption.find(([program]) => program.test(name))?.[1];
  let isLogin = false;
  for (let i = from; i < to; i++) {
    const word = words[i] as string;
    const before = i === from ? "" : (words[i - 1] as string);
    if (containerPrograms.test(name)) {
      if (/^(?:run|create|exec)$/.test(word)) break;
      isLogin ||= word === "login";
    }
    if (isSecretBehind(before, name, isLogin) && isValue(word, name)) redacted[i] = MASK;
    else if (user?.exec(before)?.[2] === "" && !before.endsWith("="))
      redacted[i] = maskPassword(word);
    else {
      const [, option, value] = user?.exec(word) ?? [];
      if (option !== undefined && value !== undefined) redacted[i] = option + maskPassword(value);
      else if (isJoined(word, name, isLogin)) redacted[i] = word.slice(0, 2) + MASK;
      else if ((i === script || substitution.test(word)) && depth < MAX_DEPTH)
        redacted[i] = changeCommands(redacted[i] as string, (inner) =>
          redactWords(inner, depth + 1),
        );
    }
  }
};

const isSecretBehind = (option: string, program: string, isLogin: boolean): boolean =>
  secretOption.test(option) ||
  takesNext.get(option)?.test(program) === true ||
  (option === "-p" && isLogin);

/** A password may begin with a dash; what reads as `-x` or `--long` is the next option. */
const isValue = (word: string, program: string): boolean =>
  word !== "" && (!word.startsWith("-") || (/^-[^-]./s.test(word) && !asksPassword.test(program)));

const isJoined = (word: string, program: string, isLogin: boolean): boolean => {
  const option = word.slice(0, 2);
  if (word.length === 2) return false;
  return joinedOption.get(option)?.test(program) === true || (option === "-p" && isLogin);
};

/** The word behind `-c` and the options that follow it, or -1. */
const findScript = (words: readonly string[], from: number, to: number): number => {
  let at = words.findIndex((word, i) => i >= from && i < to && scriptOption.test(word)) + 1;
  if (at === 0) return -1;
  while (at < to && /^[-+]/.test(words[at] as string)) at++;
  return at;
};

/** Of `user:x`, which may stand in quotes of its own within a word of a script. */
const maskPassword = (user: string): string =>
  user.replace(/^(["']?)([^:%]*[:%])(?:.*[^"']\1|.+)$/s, `$1$2${MASK}$1`);
