import process from "node:process";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { tuiCommand } from "../tui-command.ts";

/** Tells on stderr what belongs beside the rows, so that these can be read by a program. */
export const writeNotes = (notes: readonly string[]): void => {
  for (const note of notes) process.stderr.write(`${tuiCommand.name}: ${makeSafeText(note)}\n`);
};
