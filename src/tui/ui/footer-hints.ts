import { keyLabel } from "../keys/key-label.ts";
import { type KeyBinding, type KeyContext, keyTable } from "../keys/key-table.ts";
import { type FooterHint } from "./footer.tsx";

/** What the footer teaches in a context, the nearest first. Made from the key table. */
export const footerHints = (context: KeyContext): FooterHint[] => {
  const places: readonly KeyContext[] =
    context === "filter" || context === "menu" ? [context] : ["list", context, "always"];
  return places.flatMap((place) =>
    (keyTable as readonly KeyBinding[]).flatMap(({ context: at, keys, hint }) =>
      at === place && hint !== undefined ? [{ key: keyLabel(keys[0] as string), label: hint }] : [],
    ),
  );
};
