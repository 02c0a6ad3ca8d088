import { type KeyAction, type KeyContext, keyTable } from "./key-table.ts";

/** What can have the focus: a list, the filter line, a menu or a text. */
export type Focus = "hosts" | "processes" | "filter" | "menu" | "text";

/** Where a key is looked for, by what has the focus; the first that knows it counts. */
export const lookups: Readonly<Record<Focus, readonly KeyContext[]>> = {
  hosts: ["hosts", "list", "screen", "always"],
  processes: ["processes", "list", "screen", "always"],
  filter: ["filter", "always"],
  menu: ["menu", "always"],
  text: ["text", "always"],
};

/** The action of a key, or undefined. */
export const findAction = (focus: Focus, key: string): KeyAction | undefined => {
  for (const place of lookups[focus]) {
    const found = keyTable.find(
      ({ context, keys }) => context === place && (keys as readonly string[]).includes(key),
    );
    if (found !== undefined) return found.action;
  }
  return undefined;
};
