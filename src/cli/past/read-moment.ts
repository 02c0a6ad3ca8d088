import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { expectedAskedMoment, parseAskedMoment } from "./asked-moment.ts";
import { type LocalZone } from "./local-zone.ts";
import { resolveMoment } from "./resolve-moment.ts";

/** The moment that an option names, in milliseconds since 1970. Throws PROCMON_USAGE for what is none. */
export const readMoment = (flag: string, text: string, now: number, zone: LocalZone): number => {
  const moment = parseAskedMoment(text);
  if (moment !== undefined) return resolveMoment(moment, now, zone);
  const got = makeSafeText(JSON.stringify(text.slice(0, 200)));
  throw new ProcmonError("PROCMON_USAGE", `${flag}: expected ${expectedAskedMoment}, got ${got}`);
};
