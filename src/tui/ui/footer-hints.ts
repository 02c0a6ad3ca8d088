import { type Focus } from "../keys/find-action.ts";
import { keyLabel } from "../keys/key-label.ts";
import { type KeyBinding, type KeyContext, keyTable } from "../keys/key-table.ts";

export interface FooterHint {
  /** As on the keyboard: `F5`, `Enter`. */
  readonly key: string;
  readonly label: string;
}

/** Whether back quits from here, or goes up one level. */
export type Level = "top" | "below";

/** What the footer teaches, the nearest first. Made from the key table. */
export const footerHints = (focus: Focus, level: Level): FooterHint[] =>
  hintContexts(focus).flatMap((place) =>
    (keyTable as readonly KeyBinding[]).flatMap(({ context, keys, hint, hintAt = level }) =>
      context === place && hint !== undefined && hintAt === level
        ? [{ key: keyLabel(keys[0] as string), label: hint }]
        : [],
    ),
  );

const hintContexts = (focus: Focus): readonly KeyContext[] =>
  focus === "hosts" || focus === "processes" ? ["list", focus, "screen"] : [focus];
