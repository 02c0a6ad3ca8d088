import { keyLabel } from "../src/tui/keys/key-label.ts";
import { type KeyContext, keyContexts, keyTable } from "../src/tui/keys/key-table.ts";
import { code, codes, markdownTable } from "./markdown-table.ts";

const order: readonly KeyContext[] = [
  "always",
  "screen",
  "list",
  "hosts",
  "processes",
  "filter",
  "menu",
  "text",
];

/** docs/keys.md: every key of the terminal. */
export const renderKeysPage = (): string => `# Keys

The keys of \`procmon-tui\`. \`?\` shows those of the screen one is in; the last row of the screen those that
matter most. Where a filter is being typed or a dialog is open, its keys count, and the ones that hold
everywhere.

Esc goes back one step and never quits: it closes what is open, clears the filter, goes from the processes of
one host back to the hosts. \`q\` does the same, and quits where there is nothing left to go back to. Ctrl-C
quits at once.

${order.flatMap(sectionOf).join("\n\n")}
`;

const sectionOf = (context: KeyContext): string[] => {
  const bindings = keyTable.filter((binding) => binding.context === context);
  if (bindings.length === 0) return [];
  return [
    `## ${keyContexts[context].replace(", such as this one", "")}`,
    markdownTable(
      ["Keys", "What they do", "Action"],
      bindings.map(({ keys, help, action }) => [codes(keys.map(keyLabel)), help, code(action)]),
    ),
  ];
};
