import { type Scan } from "../history/scan.ts";

/** Rows written at a time: about 1 ms of hosts. */
const rowsAPiece = 64;

/** An answer that is a list as JSON text, in pieces: its other keys first, then the rows. */
export async function* writeListJson(
  answer: Readonly<Record<string, unknown>>,
  list: string,
  scan: Scan,
): AsyncGenerator<string> {
  const { [list]: rows, ...rest } = answer as Readonly<Record<string, readonly unknown[]>>;
  const head = JSON.stringify(rest).slice(0, -1);
  yield `${head}${head === "{" ? "" : ","}${JSON.stringify(list)}:[`;
  for (let at = 0; at < (rows?.length ?? 0); at += rowsAPiece) {
    const texts = rows?.slice(at, at + rowsAPiece).map((row) => JSON.stringify(row)) ?? [];
    yield (at === 0 ? "" : ",") + texts.join(",");
    await scan.rest();
  }
  yield "]}";
}
