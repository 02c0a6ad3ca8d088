/** Where a key counts. */
export type KeyContext =
  | "always"
  | "screen"
  | "list"
  | "hosts"
  | "processes"
  | "filter"
  | "menu"
  | "text";

export interface KeyBinding {
  /** The permanent name of the action. */
  readonly action: string;
  readonly context: KeyContext;
  /** Key names as `keyName` of term/input-event gives them; the first stands in the footer. */
  readonly keys: readonly string[];
  /** For the help screen. */
  readonly help: string;
  /** For the footer; left out where the footer need not teach it. */
  readonly hint?: string;
  /** Where the hint holds: at the top, from where back quits, or below it. Left out: at both. */
  readonly hintAt?: "top" | "below";
}

/** Every key, declared once: dispatch, help, footer and docs/keys.md follow from this table. */
export const keyTable = [
  { action: "quit", context: "always", keys: ["ctrl+c"], help: "quit at once" },
  { action: "suspend", context: "always", keys: ["ctrl+z"], help: "to the shell; fg comes back" },
  { action: "redraw", context: "always", keys: ["ctrl+l"], help: "draw the screen anew" },

  { action: "show-hosts", context: "screen", keys: ["1"], help: "hosts" },
  { action: "show-processes", context: "screen", keys: ["2"], help: "processes" },
  {
    action: "next-screen",
    context: "screen",
    keys: ["tab", "shift+tab"],
    help: "the other screen",
    hint: "Screen",
  },
  { action: "pause", context: "screen", keys: ["z"], help: "freeze the screen, and go on" },
  {
    action: "cancel",
    context: "screen",
    keys: ["escape"],
    help: "clear the filter, then back to the hosts",
    hint: "Back",
    hintAt: "below",
  },
  { action: "help", context: "screen", keys: ["?", "f1"], help: "this help", hint: "Help" },
  {
    action: "back",
    context: "screen",
    keys: ["q", "f10"],
    help: "back as Esc does; quit at the top",
    hint: "Quit",
    hintAt: "top",
  },

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
    keys: ["/", "f4", "\\"],
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
    keys: ["left", "-", "h", "backspace"],
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
    action: "filter-clear",
    context: "filter",
    keys: ["escape"],
    help: "clear the filter",
    hint: "Clear",
  },
  {
    action: "filter-delete-back",
    context: "filter",
    keys: ["backspace"],
    help: "delete the character before",
  },
  {
    action: "filter-delete",
    context: "filter",
    keys: ["delete", "ctrl+d"],
    help: "delete the character under the cursor",
  },
  {
    action: "filter-delete-word",
    context: "filter",
    keys: ["ctrl+w", "alt+backspace"],
    help: "delete the word before",
  },
  { action: "filter-delete-start", context: "filter", keys: ["ctrl+u"], help: "delete all before" },
  { action: "filter-left", context: "filter", keys: ["left"], help: "left" },
  { action: "filter-right", context: "filter", keys: ["right"], help: "right" },
  { action: "filter-home", context: "filter", keys: ["home"], help: "to the start" },
  { action: "filter-end", context: "filter", keys: ["end", "ctrl+e"], help: "to the end" },

  { action: "dialog-up", context: "menu", keys: ["up", "k"], help: "up" },
  { action: "dialog-down", context: "menu", keys: ["down", "j"], help: "down" },
  { action: "dialog-page-up", context: "menu", keys: ["pageup"], help: "a page up" },
  { action: "dialog-page-down", context: "menu", keys: ["pagedown"], help: "a page down" },
  { action: "dialog-first", context: "menu", keys: ["home", "g"], help: "first" },
  { action: "dialog-last", context: "menu", keys: ["end", "G"], help: "last" },
  {
    action: "dialog-choose",
    context: "menu",
    keys: ["enter", "space"],
    help: "choose",
    hint: "Choose",
  },
  {
    action: "dialog-close",
    context: "menu",
    keys: ["escape", "q", "f10", "?", "f1"],
    help: "close",
    hint: "Close",
  },

  { action: "dialog-up", context: "text", keys: ["up", "k"], help: "scroll up" },
  {
    action: "dialog-down",
    context: "text",
    keys: ["down", "j"],
    help: "scroll down",
    hint: "Scroll",
  },
  { action: "dialog-page-up", context: "text", keys: ["pageup"], help: "a page up" },
  { action: "dialog-page-down", context: "text", keys: ["pagedown", "space"], help: "a page down" },
  { action: "dialog-first", context: "text", keys: ["home", "g"], help: "to the top" },
  { action: "dialog-last", context: "text", keys: ["end", "G"], help: "to the end" },
  {
    action: "dialog-close",
    context: "text",
    keys: ["escape", "enter", "q", "f10", "?", "f1"],
    help: "close",
    hint: "Close",
  },
] as const satisfies readonly KeyBinding[];

export type KeyAction = (typeof keyTable)[number]["action"];

/** The titles of the groups of the help screen. */
export const keyContexts: Readonly<Record<KeyContext, string>> = {
  always: "Everywhere",
  screen: "Screens",
  list: "Lists",
  processes: "Processes",
  hosts: "Hosts",
  filter: "While typing a filter",
  menu: "In a menu",
  text: "In a text, such as this one",
};
