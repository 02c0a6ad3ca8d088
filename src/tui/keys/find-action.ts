import { type KeyAction, type KeyContext, keyTable } from "./key-table.ts";

/** What is looked through for a key, by what has the focus. */
const lookups: Readonly<Record<KeyContext, readonly KeyContext[]>> = {
  always: ["always"],
  list: ["list", "always"],
  hosts: ["hosts", "list", "always"],
  processes: ["processes", "list", "always"],
  filter: ["filter"],
  menu: ["menu"],
};

const actions = new Map<KeyContext, Map<string, KeyAction>>();
for (const { context, keys, action } of keyTable) {
  const ofContext = actions.get(context) ?? new Map<string, KeyAction>();
  for (const key of keys) ofContext.set(key, action);
  actions.set(context, ofContext);
}

/** The action of a key in a context, or undefined. */
export const findAction = (context: KeyContext, key: string): KeyAction | undefined => {
  for (const place of lookups[context]) {
    const action = actions.get(place)?.get(key);
    if (action !== undefined) return action;
  }
  return undefined;
};
