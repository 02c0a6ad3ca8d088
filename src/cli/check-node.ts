import { ProcmonError } from "../protocol/procmon-error.ts";

/** As in `engines` of package.json. */
const oldestNode = 22;

/**
 * A package that is installed under an older Node would start, and fail only where it needs what is
 * missing there. Throws PROCMON_USAGE.
 */
export const checkNode = (version: string): void => {
  if (Number.parseInt(version, 10) < oldestNode)
    throw new ProcmonError(
      "PROCMON_USAGE",
      `expected Node ${oldestNode} or later, this is Node ${version}; npm run in a clone brings its own`,
    );
};
