import { type CharSet, containsChar, namedSets } from "./char-set.ts";
import { parseRegex } from "./parse-regex.ts";
import { compileRegexProgram, type RegexProgram, type Step } from "./regex-program.ts";

/** What stands beside a place in the text: nothing, a letter, digit or underscore, or another character. */
type Neighbour = "none" | "word" | "other";
type SetStep = Step & { op: "set" };

/** A set of places in the program, reached after a character of a kind, with the moves found so far. */
interface State {
  readonly places: readonly number[];
  readonly previous: Neighbour;
  /** By symbol; `true` where the text matches already. */
  readonly moves: (State | true | undefined)[];
  matchesAtEnd: boolean | undefined;
}

/** States kept at most; a pattern over one alphabet rarely needs more than a hundred. */
const maxStates = 500;
/** Code points beyond ASCII whose symbol is kept. */
const maxSymbols = 4096;

/**
 * A case-insensitive regular expression whose time is linear in the text, whatever the pattern: a
 * deterministic machine, made state by state as texts need it. JavaScript's own `RegExp` tries ways
 * through a text one after the other: `(a+)+$` takes hours over a hostile command line of 40
 * characters, and a harmless `.*foo` already squares over a long one.
 */
export class Regex {
  /** States forgotten because there were too many; they are made anew when needed. */
  droppedStates = 0;
  readonly #program: RegexProgram;
  /** Code points that no set tells apart share a symbol. */
  readonly #symbolOfAscii = new Int32Array(128).fill(-1);
  readonly #symbolOfOther = new Map<number, number>();
  readonly #symbolOfSignature = new Map<string, number>();
  /** By symbol: whether it is part of a word, then whether each set of the program contains it. */
  readonly #signatures: string[] = [];
  #states = new Map<string, State>();
  #start: State;

  private constructor(program: RegexProgram) {
    this.#program = program;
    this.#start = this.#state([], "none");
  }

  /** Of a pattern that `parseRegex` accepts. */
  static compile(pattern: string): Regex {
    const parsed = parseRegex(pattern);
    if (!parsed.ok) throw new TypeError(parsed.message);
    return new Regex(compileRegexProgram(parsed.node));
  }

  /** Whether it matches anywhere in the text. */
  test(text: string): boolean {
    let state = this.#start;
    for (let i = 0; i < text.length; i++) {
      let code = text.charCodeAt(i);
      if (code >= 0xd800 && code <= 0xdbff) {
        code = text.codePointAt(i) as number;
        if (code > 0xffff) i++;
      }
      const symbol = this.#symbolOf(code);
      const move = state.moves[symbol] ?? this.#move(state, symbol);
      if (move === true) return true;
      state = move;
    }
    state.matchesAtEnd ??= this.#reach(state, "none") === true;
    return state.matchesAtEnd;
  }

  #symbolOf(code: number): number {
    if (code < 128) {
      const known = this.#symbolOfAscii[code] as number;
      if (known >= 0) return known;
      const symbol = this.#findSymbol(code);
      this.#symbolOfAscii[code] = symbol;
      return symbol;
    }
    const known = this.#symbolOfOther.get(code);
    if (known !== undefined) return known;
    const symbol = this.#findSymbol(code);
    if (this.#symbolOfOther.size < maxSymbols) this.#symbolOfOther.set(code, symbol);
    return symbol;
  }

  #findSymbol(code: number): number {
    let signature = containsChar(wordSet, code) ? "w" : "-";
    for (const set of this.#program.sets) signature += containsChar(set, code) ? "1" : "0";
    let symbol = this.#symbolOfSignature.get(signature);
    if (symbol === undefined) {
      symbol = this.#signatures.push(signature) - 1;
      this.#symbolOfSignature.set(signature, symbol);
    }
    return symbol;
  }

  #move(state: State, symbol: number): State | true {
    const signature = this.#signatures[symbol] as string;
    const next = signature.startsWith("w") ? "word" : "other";
    const waiting = this.#reach(state, next);
    let move: State | true = true;
    if (waiting !== true) {
      const places = new Set<number>();
      for (const step of waiting) if (signature[step.set + 1] === "1") places.add(step.next);
      move = this.#state(
        [...places].sort((a, b) => a - b),
        next,
      );
    }
    state.moves[symbol] = move;
    return move;
  }

  #state(places: readonly number[], previous: Neighbour): State {
    const key = `${previous} ${places.join()}`;
    let state = this.#states.get(key);
    if (state === undefined) {
      if (this.#states.size >= maxStates) this.#forget();
      state = { places, previous, moves: [], matchesAtEnd: undefined };
      this.#states.set(key, state);
    }
    return state;
  }

  #forget(): void {
    this.droppedStates += this.#states.size;
    this.#states = new Map();
    // The first state lives on without the moves that would keep the others alive.
    this.#start = { places: [], previous: "none", moves: [], matchesAtEnd: undefined };
  }

  /**
   * The steps that wait for a character in this state, seen what follows (`none`: the end), or
   * true where the match is complete. A match may begin anywhere, so the start is always among them.
   */
  #reach(state: State, next: Neighbour): readonly SetStep[] | true {
    const { steps, start } = this.#program;
    const seen = new Uint8Array(steps.length);
    const open = [...state.places, start];
    const waiting: SetStep[] = [];
    const isBoundary = (state.previous === "word") !== (next === "word");
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (seen[place] === 1) continue;
      seen[place] = 1;
      const step = steps[place] as Step;
      switch (step.op) {
        case "match":
          return true;
        case "set":
          waiting.push(step);
          break;
        case "fork":
          open.push(step.next, step.other);
          break;
        case "assert":
          if (
            step.what === "start"
              ? state.previous === "none"
              : step.what === "end"
                ? next === "none"
                : isBoundary === (step.what === "boundary")
          )
            open.push(step.next);
      }
    }
    return waiting;
  }
}

const wordSet = namedSets.get("w") as CharSet;
