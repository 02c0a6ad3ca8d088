import { type Clock } from "../../../protocol/effects.ts";
import { encodeMember } from "../member/gzip-member.ts";
import { headerLineOf } from "./header-line.ts";
import { hostLineOf } from "./host-line.ts";
import { restLineOf } from "./rest-line.ts";
import { rowLineOf } from "./row-line.ts";
import { runSliced } from "./run-sliced.ts";
import { type TierTable } from "./tier-table.ts";

/** Process lines of one member: as in a raw segment. */
const linesPerMember = 64;
/** Of zlib: what is kept for weeks and written once may cost a fifth more than raw samples. */
const level = 6;

/**
 * A table as the bytes of a tier file: a member with the header line, one with the line of the host,
 * members of process lines, one of the processes summed by name, and the header once more. `from`: names of
 * the raw files whose samples are in it.
 */
export const encodeTierFile = async (
  table: TierTable,
  from: readonly string[],
  clock: Pick<Clock, "monotonic">,
): Promise<Buffer[]> => {
  const values = await encodeMember(jsonLine(hostLineOf(table)));
  const body: Buffer[] = [values];
  const members: (readonly [number, readonly number[]])[] = [];
  for (let first = 0; first < table.rows.length; first += linesPerMember) {
    const rows = table.rows.slice(first, first + linesPerMember);
    const text = await runSliced(
      linesOf(rows, (row) => rowLineOf(row, table.buckets)),
      clock,
    );
    const member = await encodeMember(Buffer.from(text), level);
    members.push([member.length, rows.map(({ pid }) => pid)]);
    body.push(member);
  }
  let restLength = 0;
  if (table.rest.length > 0) {
    const rest = await encodeMember(
      Buffer.from(await runSliced(linesOf(table.rest, restLineOf), clock)),
    );
    restLength = rest.length;
    body.push(rest);
  }
  const header = headerLineOf(table, { from, values: values.length, members, rest: restLength });
  const headerMember = await encodeMember(jsonLine(header));
  return [headerMember, ...body, headerMember];
};

const jsonLine = (line: unknown): Buffer => Buffer.from(`${JSON.stringify(line)}\n`);

function* linesOf<T>(things: readonly T[], lineOf: (thing: T) => unknown): Generator<void, string> {
  let text = "";
  for (const thing of things) {
    text += `${JSON.stringify(lineOf(thing))}\n`;
    yield;
  }
  return text;
}
