/** Where a key counts. A context looks here first, then in those of `fallbacks`. */
export type KeyContext = "always" | "list" | "hosts" | "processes" | "filter" | "menu";

export interface KeyBinding {
  /** The permanent name of the action. */
  readonly action: string;
  readonly context: KeyContext;
  /** Key names as `keyName` of term/input gives them; the first stands in the footer. */
  readonly keys: readonly string[];
  /** For the help screen. */
  readonly help: string;
  /** For the footer; left out where the footer need not teach it. */
  readonly hint?: string;
}

/** Every key, declared once: dispatch, help, footer and docs/keys.md follow from this table. */
export const keyTable = [
  { action: "help", context: "always", keys: ["?", "f1"], help: "this help", hint: "Help" },
  {
    action: "back",
    context: "always",
    keys: ["q", "f10"],
    help: "back; quit from the top",
    hint: "Quit",
  },
  { action: "cancel", context: "always", keys: ["escape"], help: "clear the filter, then back" },
  { action: "quit", context: "always", keys: ["ctrl+c"], help: "quit at once" },
  { action: "redraw", context: "always", keys: ["ctrl+l"], help: "draw the screen anew" },
  { action: "show-hosts", context: "always", keys: ["1"], help: "hosts" },
  { action: "show-processes", context: "always", keys: ["2"], help: "processes" },
  {
    action: "next-screen",
    context: "always",
    keys: ["tab", "shift+tab"],
    help: "the other screen",
    hint: "Screen",
  },
  { action: "pause", context: "always", keys: ["z"], help: "freeze the screen, and go on" },

  { action: "up", context: "list", keys: ["up", "k"], help: "up" },
  { action: "down", context: "list", keys: ["down", "j"], help: "down" },
  { action: "page-up", context: "list", keys: ["pageup", "ctrl+b"], help: "a page up" },
  { action: "page-down", context: "list", keys: ["pagedown", "ctrl+f"], help: "a page down" },
  { action: "half-page-up", context: "list", keys: ["ctrl+u"], help: "half a page up" },
  { action: "half-page-down", context: "list", keys: ["ctrl+d"], help: "half a page down" },
  { action: "first", context: "list", keys: ["home", "g"], help: "first row" },
  { action: "last", context: "list", keys: ["end", "G"], help: "last row" },
  {
    action: "open",
    context: "list",
    keys: ["enter"],
    help: "open: a host's processes, a process's fields",
    hint: "Open",
  },
  {
    action: "filter",
    context: "list",
    keys: ["/", "f4"],
    help: "filter as you type (docs/filter.md)",
    hint: "Filter",
  },
  {
    action: "sort-menu",
    context: "list",
    keys: ["f6", "s"],
    help: "choose what to sort by",
    hint: "Sort",
  },
  {
    action: "sort-previous",
    context: "list",
    keys: ["<", ","],
    help: "sort by the column to the left",
  },
  {
    action: "sort-next",
    context: "list",
    keys: [">", "."],
    help: "sort by the column to the right",
  },
  { action: "invert", context: "list", keys: ["I"], help: "turn the order round" },

  { action: "tree", context: "processes", keys: ["f5", "t"], help: "tree or list", hint: "Tree" },
  {
    action: "collapse",
    context: "processes",
    keys: ["left", "-", "h"],
    help: "collapse, or go to the parent",
  },
  { action: "expand", context: "processes", keys: ["right", "+", "l"], help: "expand" },
  { action: "fold-all", context: "processes", keys: ["*"], help: "collapse all, expand all" },
  {
    action: "host-menu",
    context: "processes",
    keys: ["o", "f2"],
    help: "choose the host",
    hint: "Host",
  },
  { action: "kernel-threads", context: "processes", keys: ["K"], help: "kernel threads on or off" },
  { action: "sort-cpu", context: "processes", keys: ["P"], help: "sort by CPU" },
  { action: "sort-memory", context: "processes", keys: ["M"], help: "sort by memory" },
  { action: "sort-time", context: "processes", keys: ["T"], help: "sort by CPU time" },
  { action: "sort-pid", context: "processes", keys: ["N"], help: "sort by pid" },

  {
    action: "filter-apply",
    context: "filter",
    keys: ["enter", "down", "up"],
    help: "keep the filter, back to the list",
    hint: "Keep",
  },
  {
    action: "filter-cancel",
    context: "filter",
    keys: ["escape"],
    help: "clear the filter",
    hint: "Clear",
  },
  {
    action: "filter-delete-back",
    context: "filter",
    keys: ["backspace", "ctrl+h"],
    help: "delete the character before",
  },
  {
    action: "filter-delete",
    context: "filter",
    keys: ["delete"],
    help: "delete the character under the cursor",
  },
  {
    action: "filter-delete-word",
    context: "filter",
    keys: ["ctrl+w", "alt+backspace"],
    help: "delete the word before",
  },
  { action: "filter-clear", context: "filter", keys: ["ctrl+u"], help: "delete all before" },
  { action: "filter-left", context: "filter", keys: ["left"], help: "left" },
  { action: "filter-right", context: "filter", keys: ["right"], help: "right" },
  { action: "filter-home", context: "filter", keys: ["home"], help: "to the start" },
  { action: "filter-end", context: "filter", keys: ["end", "ctrl+e"], help: "to the end" },
  { action: "quit", context: "filter", keys: ["ctrl+c"], help: "quit at once" },

  { action: "menu-up", context: "menu", keys: ["up", "k"], help: "up" },
  { action: "menu-down", context: "menu", keys: ["down", "j"], help: "down" },
  { action: "menu-page-up", context: "menu", keys: ["pageup"], help: "a page up" },
  { action: "menu-page-down", context: "menu", keys: ["pagedown"], help: "a page down" },
  { action: "menu-first", context: "menu", keys: ["home", "g"], help: "first" },
  { action: "menu-last", context: "menu", keys: ["end", "G"], help: "last" },
  {
    action: "menu-choose",
    context: "menu",
    keys: ["enter", "space"],
    help: "choose",
    hint: "Choose",
  },
  {
    action: "menu-close",
    context: "menu",
    keys: ["escape", "q", "f10", "?", "f1"],
    help: "close",
    hint: "Close",
  },
  { action: "quit", context: "menu", keys: ["ctrl+c"], help: "quit at once" },
  { action: "redraw", context: "menu", keys: ["ctrl+l"], help: "draw the screen anew" },
] as const satisfies readonly KeyBinding[];

export type KeyAction = (typeof keyTable)[number]["action"];

/** The titles of the groups of the help screen, in its order. */
export const keyContexts: Readonly<Record<KeyContext, string>> = {
  always: "Everywhere",
  list: "Lists",
  processes: "Processes",
  hosts: "Hosts",
  filter: "While typing a filter",
  menu: "In a menu",
};
