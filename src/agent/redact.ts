/** Stands for what was taken out. */
const MASK = "***";

/** Words at the end of a name that make its value a secret, wherever they stand: `DBPASSWORD`. */
const longWord =
  "password|passwd|passphrase|passcode|secret|token|credentials?|api[-_.]?key|access[-_.]?key(?:[-_.]?id)?|private[-_.]?key|secret[-_.]?key|account[-_.]?key|encryption[-_.]?key";
/** Words that do so only as a word of their own: `--auth`, `MYSQL_PWD`; not `bypass`, `oauth`. */
const shortWord = "pass|pwd|auth|authorization|cookie|jwt|pat";
/** Bounded, so that no text makes the search quadratic. */
const name = `(?:[\\w.-]{0,64}?(?:${longWord})|(?:[\\w.-]{0,64}[_.-])?(?:${shortWord}))`;

/** `--password`, `-passwd`, `--db-password`, `--apiKey` as an argument whose value is the next one. */
const secretOption = new RegExp(`^--?${name}$`, "i");
/** `--token=x`, `DB_PASSWORD=x`, `-Dapi.key=x`, also inside a longer text such as `sh -c '...'`. */
const assignment = new RegExp(
  `((?:^|[^\\w])(?:--?(?:D)?)?${name}["']?\\s*=\\s*)("[^"]*"|'[^']*'|[^\\s"'&;,]+)`,
  "gi",
);
/** `--password x` inside a longer text. */
const spacedOption = new RegExp(
  `((?:^|\\s)--?${name}\\s+)("[^"]*"|'[^']*'|[^\\s"'-][^\\s"']*)`,
  "gi",
);
/** `"password": "x"` in JSON. */
const jsonMember = new RegExp(`(["']${name}["']\\s*:\\s*)("[^"]*"|'[^']*'|[^\\s"',}]+)`, "gi");
/** `X-Api-Key: x`, `Cookie: x`: a header as an argument of its own. */
const header = new RegExp(`^(${name}\\s*:\\s*)\\S.*$`, "is");
/** `Authorization: Bearer x`: the scheme stays. */
const authorization =
  /(\bauthorization["']?\s*[:=]\s*["']?)((?:bearer|basic|digest|token|negotiate|apikey)\s+)?[^\s"']+/gi;
const bearer = /(\bbearer\s+)[\w.~+/=-]{8,}/gi;
/** `scheme://user:x@host`. The last `@` before the path ends the password. */
const userInfo = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]*:)[^\s/]+@/gi;
/** Tokens that are known by their shape, whatever stands before them. */
const knownToken =
  /\b(?:eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|sk-[\w-]{20,}|(?:AKIA|ASIA)[0-9A-Z]{16}|npm_\w{30,})/g;

/** Programs with a short option for a password: the value is joined to it, or the next argument. */
const joinedOption: ReadonlyMap<string, RegExp> = new Map([
  ["-p", /^(?:mysql\w*|mariadb[\w-]*|mytop|innotop|sshpass|7z[ar]?)$/],
  ["-P", /^(?:mosquitto_(?:pub|sub|rr)|zip|unzip)$/],
  ["-a", /^redis-cli$/],
  ["-w", /^ldap\w+$/],
]);
/** Of them, those where a bare option takes the next argument; for the others it asks on the terminal. */
const takesNext: ReadonlyMap<string, RegExp> = new Map([
  ["-p", /^(?:sshpass|docker|podman|mongo(?:sh|dump|restore|export|import)?)$/],
  ["-P", /^(?:mosquitto_(?:pub|sub|rr)|zip|unzip)$/],
  ["-a", /^redis-cli$/],
  ["-w", /^ldap\w+$/],
]);
/** `curl -u user:x`. */
const userOption = /^(?:-u|--user|-U|--proxy-user)$/;
const userPrograms = /^(?:curl|wget|http|https|xh|ab|smbclient)$/;

/**
 * Masks secrets in the arguments of a process: values of options and variables whose name says so,
 * passwords in URLs, authorization headers, tokens of known shape. Works on safe text. What looks like a
 * secret by no rule stays: the rest of the house treats command lines as confidential anyway.
 */
export const redactArguments = (args: readonly string[]): readonly string[] => {
  const program = baseName(args[0] ?? "");
  const redacted: string[] = [];
  let isNextSecret = false;
  let isNextUser = false;
  for (const [i, arg] of args.entries()) {
    if (isNextSecret && arg !== "" && !arg.startsWith("-")) redacted.push(MASK);
    else if (isNextUser) redacted.push(maskUserSecret(arg));
    else if (i === 0 && args.length > 1) redacted.push(redactText(arg));
    else redacted.push(redactOption(program, redactText(arg)));
    isNextSecret = i > 0 && (secretOption.test(arg) || takesNext.get(arg)?.test(program) === true);
    isNextUser = userOption.test(arg) && userPrograms.test(program);
  }
  return redacted;
};

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const maskUserSecret = (arg: string): string => arg.replace(/^([^:%]*[:%]).+$/s, `$1${MASK}`);

const redactOption = (program: string, arg: string): string => {
  const option = arg.slice(0, 2);
  return arg.length > 2 && joinedOption.get(option)?.test(program) === true
    ? `${option}${MASK}`
    : arg;
};

/** One text, which may itself be a whole command line or a document. */
const redactText = (text: string): string => {
  if (!mayHoldSecret.test(text)) return text;
  return text
    .replace(authorization, `$1$2${MASK}`)
    .replace(bearer, `$1${MASK}`)
    .replace(userInfo, `$1${MASK}@`)
    .replace(knownToken, MASK)
    .replace(header, (all, start: string) => (/authorization/i.test(start) ? all : start + MASK))
    .replace(jsonMember, `$1${MASK}`)
    .replace(assignment, `$1${MASK}`)
    .replace(spacedOption, `$1${MASK}`);
};

/** Most arguments hold none of these: one test instead of eight. */
const mayHoldSecret =
  /pass|pwd|secret|token|cred|key|auth|cookie|jwt|pat|bearer|:\/\/|eyJ|gh[pousr]_|github_|glpat|xox|sk-|AKIA|ASIA|npm_/i;
