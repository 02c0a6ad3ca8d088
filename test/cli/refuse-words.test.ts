import { expect, test } from "vitest";
import { agentCommand, agentGuesses } from "../../src/cli/agent-command.ts";
import { hubCommand, hubGuesses } from "../../src/cli/hub-command.ts";
import { flagName } from "../../src/cli/option.ts";
import { refuseWords } from "../../src/cli/refuse-words.ts";

const agent = (...words: string[]) => refuseWords(words, agentGuesses);
const hub = (...words: string[]) => refuseWords(words, hubGuesses);

test.each([
  ["http://hub:8080", "--hub"],
  ["hub:8080", "--hub"],
  ["5s", "--interval"],
  ["debug", "--log-level"],
  ["portable", "--source"],
  ["web-07", "--id"],
])("the agent refuses %s and names %s", (word, option) => {
  expect(() => agent(word)).toThrow(
    `expected options only, got "${word}"; did you mean ${option} "${word}"?`,
  );
});

test.each([
  ["8080", "--listen"],
  ["0.0.0.0:8080", "--listen"],
  [":8080", "--listen"],
  ["[::1]:8080", "--listen"],
  ["/var/lib/procmon", "--data-dir"],
])("the hub refuses %s and names %s", (word, option) => {
  expect(() => hub(word)).toThrow(`did you mean ${option} "${word}"?`);
});

test("is a mistake in how the program was called", () => {
  expect(() => hub("8080")).toThrow(expect.objectContaining({ code: "PROCMON_USAGE" }) as Error);
});

test("no word is no mistake", () => {
  expect(() => agent()).not.toThrow();
});

test("says nothing where nothing fits, and shows nothing that acts on the terminal", () => {
  expect(() => agent("a b\u202E\x1b[2J")).toThrow(
    /^expected options only, got "[^\p{Cc}\u202E]*"$/u,
  );
});

test("guesses only options that there are", () => {
  const flags = (options: object) => Object.keys(options).map((key) => `--${flagName(key)}`);
  expect(flags(agentCommand.options)).toEqual(
    expect.arrayContaining(agentGuesses.map(({ option }) => option)),
  );
  expect(flags(hubCommand.options)).toEqual(
    expect.arrayContaining(hubGuesses.map(({ option }) => option)),
  );
});
