import { type Channel } from "./effects.ts";

interface End {
  texts: ((text: string) => void)[];
  /** What came before there was a listener: the first one gets it. */
  early: string[];
  closes: ((code: number, reason: string) => void)[];
}

/**
 * Two channels joined back to back within one program. Messages arrive in order in a later microtask,
 * as they would from a socket; what is on its way when one side closes still arrives before the close.
 * What comes while a promise still carries the channel to its owner waits for the listener.
 */
export const channelPair = (): [Channel, Channel] => {
  const ends: [End, End] = [
    { texts: [], early: [], closes: [] },
    { texts: [], early: [], closes: [] },
  ];
  let open = true;
  const channel = (own: End, peer: End): Channel => ({
    bufferedBytes: 0,
    send: (text) => {
      if (open) queueMicrotask(() => deliver(peer, text));
    },
    onText: (listener) => {
      own.texts.push(listener);
      queueMicrotask(() => own.early.splice(0).forEach((text) => listener(text)));
    },
    onClose: (listener) => own.closes.push(listener),
    close: (code = 1000, reason = "") => {
      if (!open) return;
      open = false;
      queueMicrotask(() => {
        for (const end of [own, peer]) end.closes.forEach((listener) => listener(code, reason));
      });
    },
  });
  return [channel(ends[0], ends[1]), channel(ends[1], ends[0])];
};

const deliver = ({ texts, early }: End, text: string): void => {
  if (texts.length === 0 || early.length > 0) early.push(text);
  else texts.forEach((listener) => listener(text));
};
