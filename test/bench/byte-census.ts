/** What the output of a full-screen program consists of. */
export interface Census {
  readonly bytes: number;
  /** Clears of the whole screen: CSI 2J and 3J, RIS, and CSI J from the home position. Each can flicker. */
  readonly clears: number;
  /** Synchronized updates (DEC private mode 2026), begun and ended. */
  readonly synchronized: number;
}

const clears = ["\x1b[2J", "\x1b[3J", "\x1bc", "\x1b[H\x1b[J", "\x1b[1;1H\x1b[J"];

/** Counts over all pieces together, since a sequence may be cut between two of them. */
export const takeCensus = (pieces: readonly Buffer[]): Census => {
  const text = Buffer.concat(pieces).toString("latin1");
  return {
    bytes: text.length,
    clears: clears.reduce((sum, sequence) => sum + count(text, sequence), 0),
    synchronized: Math.min(count(text, "\x1b[?2026h"), count(text, "\x1b[?2026l")),
  };
};

const count = (text: string, sequence: string): number => text.split(sequence).length - 1;
