/** Events as they were sent, the newest of them, so that a reader that comes back misses none. */
export interface EventBuffer {
  /** Number of the last event added, 0 before the first. */
  readonly last: number;
  /** Adds the next event; the oldest go where the bound is reached. Returns its number. */
  add(text: string): number;
  /** All events behind a number, or undefined where some of them are gone. */
  since(number: number): readonly string[] | undefined;
}

/** `maxLength` in UTF-16 units. */
export const createEventBuffer = (maxLength: number): EventBuffer => {
  let texts: string[] = [];
  let length = 0;
  let last = 0;
  /** Events at the head of `texts` that are gone; cut off now and then, not each time. */
  let gone = 0;
  return {
    get last() {
      return last;
    },
    add: (text) => {
      texts.push(text);
      length += text.length;
      while (length > maxLength) {
        length -= (texts[gone] as string).length;
        texts[gone++] = "";
      }
      if (gone > 1024 && gone * 2 > texts.length) {
        texts = texts.slice(gone);
        gone = 0;
      }
      return ++last;
    },
    since: (number) => {
      const missed = last - number;
      return missed < 0 || missed > texts.length - gone
        ? undefined
        : texts.slice(texts.length - missed);
    },
  };
};
