/** Stands for what was taken out. */
export const MASK = "***";

/** Words at the end of a name that make its value a secret, wherever they stand: `DBPASSWORD`. */
const longWord =
  "password|passwd|passphrase|passcode|secret|token|credentials?|api[-_.]?key|access[-_.]?key(?:[-_.]?id)?|private[-_.]?key|secret[-_.]?key|account[-_.]?key|encryption[-_.]?key";
/** Words that do so only as a word of their own: `--auth`, `MYSQL_PWD`; not `bypass`, `oauth`. */
const shortWord = "pass|pwd|auth|authorization|cookie|jwt|pat";
/** Bounded, so that no text makes the search quadratic. */
const name = `(?:[\\w.-]{0,64}?(?:${longWord})|(?:[\\w.-]{0,64}[_.-])?(?:${shortWord}))`;

/** `--password`, `-passwd`, `--db-password`, `--apiKey` as an argument whose value is the next one. */
export const secretOption = new RegExp(`^--?${name}$`, "i");
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
/**
 * `scheme://user:x@host`. The last `@` before the path ends the password, which may hold a slash itself
 * unless it would read as a port: `http://host:8080/a@b`.
 */
const userInfo =
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@[\]]*:)(?:[^\s/]+|(?!\d*\/)[^\s@?#"']{1,256}(?:@[^\s/@]*)*)@/gi;
/** Tokens that are known by their shape, whatever stands before them. */
const knownToken =
  /\b(?:eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|sk-[\w-]{20,}|(?:AKIA|ASIA)[0-9A-Z]{16}|npm_\w{30,})/g;

/**
 * Masks secrets in one text, which may itself be a whole command line or a document: values whose name
 * says so, passwords in URLs, authorization headers, tokens of known shape.
 */
export const redactText = (text: string): string => {
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
