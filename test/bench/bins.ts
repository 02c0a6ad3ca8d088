import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where `npm run build` puts a bin. */
export const binPath = (name: "agent" | "hub" | "tui"): string =>
  join(import.meta.dirname, "..", "..", "dist", "cli", `${name}.js`);

/** Why our programs cannot be measured, or undefined. */
export const missingBins = (...names: readonly ("agent" | "hub" | "tui")[]): string | undefined => {
  const missing = names.filter((name) => !existsSync(binPath(name)));
  return missing.length === 0
    ? undefined
    : `dist/cli/${missing.join(".js, dist/cli/")}.js missing: run npm run build`;
};
