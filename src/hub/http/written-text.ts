/** An answer that is text already, whole or in pieces that are made as they are asked for. */
export class WrittenText {
  /** Media type. */
  readonly type: string;
  readonly text: string | AsyncIterable<string>;

  constructor(type: string, text: string | AsyncIterable<string>) {
    this.type = type;
    this.text = text;
  }
}

export const jsonType = "application/json; charset=utf-8";
export const csvType = "text/csv; charset=utf-8; header=present";
