import { limits } from "../../protocol/limits.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";

/** Names of users by uid, from /etc/passwd: passwd(5), fields 1 and 3. The first name of a uid counts. */
export const parsePasswd = (text: string): Map<number, string> => {
  const names = new Map<number, string>();
  for (const line of text.split("\n")) {
    const [name, , id] = line.split(":");
    if (name === undefined || name === "" || id === undefined || !/^\d+$/.test(id)) continue;
    const uid = Number(id);
    if (!names.has(uid)) names.set(uid, makeSafeText(name).slice(0, limits.nameLength));
  }
  return names;
};
