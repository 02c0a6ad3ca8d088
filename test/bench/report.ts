import { describeMachine } from "./machine.ts";
import { markdownTable, printTable, type Table } from "./table.ts";

/** What one part of a bench found, and what it could not measure and why. */
export interface Measured {
  readonly table: Table | undefined;
  readonly notes: readonly string[];
}

export interface Report {
  add(measured: Measured): void;
  note(text: string): void;
}

/** Prints each table as soon as it is there, under a head that says where it was measured. */
export const createReport = (markdown: boolean): Report => {
  const print = (text: string) => console.log(`${text}\n`);
  print(
    describeMachine()
      .map((line) => (markdown ? `- ${line}` : line))
      .join("\n"),
  );
  const note = (text: string) => print(markdown ? `_${text}_` : `  ${text}`);
  return {
    add: ({ table, notes }) => {
      if (table !== undefined) print(markdown ? markdownTable(table) : printTable(table));
      for (const text of notes) note(`not measured: ${text}`);
    },
    note,
  };
};
