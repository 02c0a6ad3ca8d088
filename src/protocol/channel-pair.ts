import { type Channel } from "./effects.ts";

interface End {
  texts: ((text: string) => void)[];
  closes: ((code: number, reason: string) => void)[];
}

/**
 * Two channels joined back to back within one program. Messages arrive in order in a later microtask,
 * as they would from a socket; what is on its way when one side closes still arrives before the close.
 */
export const channelPair = (): [Channel, Channel] => {
  const ends: [End, End] = [
    { texts: [], closes: [] },
    { texts: [], closes: [] },
  ];
  let open = true;
  const channel = (own: End, peer: End): Channel => ({
    bufferedBytes: 0,
    send: (text) => {
      if (open) queueMicrotask(() => peer.texts.forEach((listener) => listener(text)));
    },
    onText: (listener) => own.texts.push(listener),
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
