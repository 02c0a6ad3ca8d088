import { type HostEvent } from "../../protocol/api/event.ts";
import { type Damage } from "../archive/archive.ts";
import { type Shelf } from "../archive/shelf/shelf.ts";
import { parseEventLine } from "./event-line.ts";

const newline = 10;

/** The intact events of a file in the order in which they stand there. Damaged lines are left out. */
export const readDay = async (
  shelf: Shelf,
  path: string,
  report: (damage: Damage) => void,
): Promise<HostEvent[]> => {
  const bytes = await readWhole(shelf, path);
  // What follows the last newline is being written.
  const lines = bytes.toString("utf8").split("\n").slice(0, -1);
  const events: HostEvent[] = [];
  let damaged = 0;
  for (const line of lines) {
    const event = parseEventLine(line);
    if (event === undefined) damaged++;
    else events.push(event);
  }
  if (damaged > 0)
    report({ file: path, reason: `${damaged} of ${lines.length} lines are damaged` });
  return events;
};

/** Cuts off the part of a line that a crash left at the end of a file. */
export const cutTornTail = async (
  shelf: Shelf,
  path: string,
  report: (damage: Damage) => void,
): Promise<void> => {
  const bytes = await readWhole(shelf, path);
  const end = bytes.lastIndexOf(newline) + 1;
  if (end === bytes.length) return;
  report({ file: path, reason: `a torn line of ${bytes.length - end} bytes at the end was cut` });
  await shelf.truncate(path, end);
};

const readWhole = async (shelf: Shelf, path: string): Promise<Buffer> =>
  (await shelf.read(path, 0, (await shelf.size(path)) ?? 0)) ?? Buffer.alloc(0);
