/** A paste keeps this much; the rest is counted and left out. */
export const maxPasteBytes = 65_536;

/** Collects a bracketed paste up to its end mark. */
export interface PasteBuffer {
  /** Returns true when the byte completes the end mark. */
  push(byte: number): boolean;
  /** What was pasted so far, without the end mark; the buffer is empty afterwards. */
  take(): { text: string; droppedBytes: number };
}

const endMark = [0x1b, 0x5b, 0x32, 0x30, 0x31, 0x7e];

export const createPasteBuffer = (): PasteBuffer => {
  let bytes = new Uint8Array(256);
  let length = 0;
  let droppedBytes = 0;
  /** Bytes of the end mark seen; they are kept back. */
  let matched = 0;

  const keep = (byte: number): void => {
    if (length >= maxPasteBytes) {
      droppedBytes++;
      return;
    }
    if (length === bytes.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(bytes);
      bytes = larger;
    }
    bytes[length++] = byte;
  };
  const keepMatched = (): void => {
    for (let i = 0; i < matched; i++) keep(endMark[i] as number);
    matched = 0;
  };

  return {
    push: (byte) => {
      if (byte !== endMark[matched]) keepMatched();
      if (byte !== endMark[matched]) {
        keep(byte);
        return false;
      }
      matched++;
      if (matched < endMark.length) return false;
      matched = 0;
      return true;
    },
    take: () => {
      keepMatched();
      const text = new TextDecoder().decode(bytes.subarray(0, length));
      const taken = { text, droppedBytes };
      bytes = new Uint8Array(256);
      length = 0;
      droppedBytes = 0;
      return taken;
    },
  };
};
