import { makeSafeText } from "../../protocol/safe-text.ts";

/** Bytes of the host as safe text of at most `maxLength` UTF-16 units. Invalid UTF-8 becomes U+FFFD. */
export const decodeText = (bytes: Buffer, from: number, to: number, maxLength: number): string =>
  safeText(bytes.toString("utf8", from, to), maxLength);

/** Text of the host made safe, of at most `maxLength` UTF-16 units. */
export const safeText = (text: string, maxLength: number): string =>
  cutText(makeSafeText(text), maxLength);

/** Cuts between characters, never inside a surrogate pair. */
export const cutText = (text: string, maxLength: number): string => {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength);
};
