import { type CharSet } from "./char-set.ts";
import { type RegexNode } from "./parse-regex.ts";

/** One step of a nondeterministic machine; `next` and `other` are places in the program. */
export type Step =
  | { readonly op: "set"; readonly set: number; readonly next: number }
  | { readonly op: "fork"; readonly next: number; readonly other: number }
  | {
      readonly op: "assert";
      readonly what: (RegexNode & { kind: "assert" })["what"];
      readonly next: number;
    }
  | { readonly op: "match" };

export interface RegexProgram {
  /** Each set once; steps refer to its place here. */
  readonly sets: readonly CharSet[];
  readonly steps: readonly Step[];
  readonly start: number;
}

/** Thompson's construction, from the end of the pattern to its beginning. */
export const compileRegexProgram = (root: RegexNode): RegexProgram => {
  const steps: Step[] = [{ op: "match" }];
  const placeOfSet = new Map<string, number>();
  const sets: CharSet[] = [];
  const placeOf = (set: CharSet): number => {
    const key = JSON.stringify(set);
    const place = placeOfSet.get(key) ?? sets.push(set) - 1;
    placeOfSet.set(key, place);
    return place;
  };
  const push = (step: Step): number => steps.push(step) - 1;

  const build = (node: RegexNode, next: number): number => {
    switch (node.kind) {
      case "set":
        return push({ op: "set", set: placeOf(node.set), next });
      case "assert":
        return push({ op: "assert", what: node.what, next });
      case "sequence":
        return node.items.reduceRight((after, item) => build(item, after), next);
      case "choice":
        return node.items
          .map((item) => build(item, next))
          .reduceRight((other, one) => push({ op: "fork", next: one, other }));
      case "repeat":
        return buildRepeat(node, next);
    }
  };

  const buildRepeat = (
    { item, min, max }: RegexNode & { kind: "repeat" },
    next: number,
  ): number => {
    let entry = next;
    if (Number.isFinite(max)) {
      for (let i = min; i < max; i++)
        entry = push({ op: "fork", next: build(item, entry), other: next });
    } else {
      const loop = push({ op: "fork", next, other: next });
      steps[loop] = { op: "fork", next: build(item, loop), other: next };
      entry = loop;
    }
    for (let i = 0; i < min; i++) entry = build(item, entry);
    return entry;
  };

  const start = build(root, 0);
  return { sets, steps, start };
};
