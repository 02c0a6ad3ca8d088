import { type HubEvent } from "../../protocol/api/event.ts";
import { type Archive } from "../archive/archive.ts";

/** What events are put in order by. */
interface Ordered {
  readonly time: number;
  readonly id: string;
}

/** An event that is put together only if it is part of the answer. */
export interface FoundEvent extends Ordered {
  /** The archive is asked for what memory has given up. */
  build(archive: Archive): HubEvent | Promise<HubEvent>;
}

/** One that is there already. */
export const foundEventOf = (event: HubEvent): FoundEvent => ({
  time: event.time,
  id: event.id,
  build: () => event,
});

/** In the order of ids, which is that of time: ids are asked for only where times are equal. */
export const compareFound = (a: Ordered, b: Ordered, order: "asc" | "desc"): number => {
  const ascending = a.time - b.time || (a.id < b.id ? -1 : 1);
  return order === "asc" ? ascending : -ascending;
};

export const sortFound = <T extends Ordered>(list: T[], order: "asc" | "desc"): T[] =>
  list.sort((a, b) => compareFound(a, b, order));
