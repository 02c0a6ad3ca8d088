/** How a program that starts another reads its own arguments. */
interface Wrapper {
  /** Options that take the next argument. */
  readonly valued?: RegExp;
  /** Arguments of its own between its options and the program. */
  readonly operands?: number;
}

const plain: Wrapper = {};
/** Programs and words of the shell behind which another program stands. Manual pages of each. */
const wrappers: ReadonlyMap<string, Wrapper> = new Map([
  [
    "sudo",
    {
      valued:
        /^(?:-[A-Za-z]*[CDghpRrtTUu]|--(?:close-from|chdir|group|host|prompt|chroot|role|type|command-timeout|other-user|user))$/,
    },
  ],
  ["doas", { valued: /^-[A-Za-z]*[Cu]$/ }],
  ["env", { valued: /^(?:-[A-Za-z]*[uC]|--(?:unset|chdir))$/ }],
  ["nice", { valued: /^(?:-n|--adjustment)$/ }],
  ["ionice", { valued: /^(?:-[A-Za-z]*[cn]|--(?:class|classdata))$/ }],
  ["timeout", { valued: /^(?:-[A-Za-z]*[ks]|--(?:kill-after|signal))$/, operands: 1 }],
  ["stdbuf", { valued: /^(?:-[ioe]|--(?:input|output|error))$/ }],
  ["exec", { valued: /^-[cl]*a$/ }],
  ["sshpass", { valued: /^-[dfpP]$/ }],
  ...["nohup", "setsid", "command", "builtin", "time"].map((name) => [name, plain] as const),
  ...["!", "{", "if", "then", "else", "elif", "while", "until", "do"].map(
    (name) => [name, plain] as const,
  ),
]);
const variable = /^[A-Za-z_]\w*=/;

/** A program in a list of words: its name without its path, and where its own arguments begin. */
export interface ProgramWords {
  readonly name: string;
  readonly from: number;
  /** The word behind its last argument. */
  readonly to: number;
}

/** The programs of one command, each started by the one before: `sudo`, then `nice`, then `curl`. */
export const programsOf = (words: readonly string[]): readonly ProgramWords[] => {
  const programs: ProgramWords[] = [];
  for (let at = skipVariables(words, 0); at < words.length; ) {
    const name = baseName(words[at] as string);
    const wrapper = wrappers.get(name);
    const next = wrapper === undefined ? words.length : skipOwn(words, at + 1, wrapper);
    programs.push({ name, from: at + 1, to: next });
    at = next;
  }
  return programs;
};

const skipOwn = (words: readonly string[], from: number, { valued, operands = 0 }: Wrapper) => {
  let at = from;
  while (words[at]?.startsWith("-") === true) {
    const word = words[at] as string;
    at += valued?.test(word) === true ? 2 : 1;
    if (word === "--") break;
  }
  return Math.min(words.length, skipVariables(words, at) + operands);
};

const skipVariables = (words: readonly string[], from: number): number => {
  let at = from;
  while (variable.test(words[at] ?? "")) at++;
  return at;
};

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
