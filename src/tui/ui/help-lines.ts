import { keyLabel } from "../keys/key-label.ts";
import { type KeyContext, keyContexts, keyTable } from "../keys/key-table.ts";
import { type TextLine } from "./text-layout.ts";

/** What the marks and letters of the tables mean; colour never says it alone. */
const legend: readonly (readonly [string, string])[] = [
  [">", "the cursor"],
  ["+", "new in the last two samples"],
  ["! host", "critical: CPU or memory from 95 %, or load per core from 4"],
  ["^ host", "warning: CPU from 80 %, memory from 90 %, or load per core from 2"],
  ["? x host", "stale: no sample for three intervals; down: disconnected"],
  ["new", "first sample: a CPU share needs two"],
  ["-", "could not be read"],
  ["CPU%", "100 is one core; in the hosts table 100 is all cores"],
  ["S", "R running, S sleeping, D disk sleep, Z zombie, T stopped, t traced, I idle"],
];

/** The help of the screen one is in: its keys first. Made from the key table. */
export const helpLines = (screen: "hosts" | "processes"): TextLine[] => {
  const other: KeyContext = screen === "hosts" ? "processes" : "hosts";
  const here: KeyContext[] = ["list", screen];
  const elsewhere: KeyContext[] = ["screen", "always", "filter", "menu", "text", other];
  return [
    ...here.flatMap(groupOf),
    { label: "Marks", text: "", heading: true },
    ...legend.map(([label, text]) => ({ label, text })),
    { label: "", text: "" },
    ...elsewhere.flatMap(groupOf),
  ];
};

const groupOf = (context: KeyContext): TextLine[] => {
  const bindings = keyTable.filter((binding) => binding.context === context);
  if (bindings.length === 0) return [];
  return [
    { label: keyContexts[context], text: "", heading: true },
    ...bindings.map(({ keys, help }) => ({ label: keys.map(keyLabel).join(" "), text: help })),
    { label: "", text: "" },
  ];
};
