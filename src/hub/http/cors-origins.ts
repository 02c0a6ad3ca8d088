import { ProcmonError } from "../../protocol/procmon-error.ts";

/**
 * Checks origins that pages may ask from: scheme, host and port, nothing behind. Throws PROCMON_USAGE;
 * also for `*`, since whoever shows the operator a page could then read the fleet.
 */
export const checkCorsOrigins = (origins: readonly string[]): void => {
  for (const origin of origins)
    if (
      !/^https?:\/\/[^*]+$/.test(origin) ||
      !URL.canParse(origin) ||
      new URL(origin).origin !== origin
    )
      throw new ProcmonError(
        "PROCMON_USAGE",
        `expected origins such as https://dashboard.example:8443, got ${JSON.stringify(origin)}`,
      );
};
