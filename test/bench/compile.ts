import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const names = ["population", "floor", "all-files", "run-command", "process-cpu"] as const;
export type Program = (typeof names)[number];

export interface Programs {
  readonly path: Readonly<Record<Program, string>> | undefined;
  /** Why there are none. */
  readonly missing: string;
  close(): void;
}

/** Compiles the C programs of this folder into a temp folder, or says why it cannot be done. */
export const compile = (): Programs => {
  const folder = mkdtempSync(join(tmpdir(), "procmon-bench-"));
  const close = () => rmSync(folder, { recursive: true, force: true });
  const path = {} as Record<Program, string>;
  try {
    for (const name of names) {
      path[name] = join(folder, name);
      compileOne(join(import.meta.dirname, `${name}.c`), path[name]);
    }
    return { path, missing: "", close };
  } catch (error) {
    const reason = isMissing(error) ? "no C compiler: `cc` was not found" : String(error);
    return { path: undefined, missing: reason, close };
  }
};

/** Static where the system has a static libc: 10,000 processes then start in half the time. */
const compileOne = (source: string, output: string): void => {
  const flags = ["-O2", "-pthread", "-o", output, source];
  try {
    execFileSync("cc", ["-static", ...flags], { stdio: ["ignore", "ignore", "ignore"] });
  } catch (error) {
    if (isMissing(error)) throw error;
    execFileSync("cc", flags, { stdio: ["ignore", "ignore", "inherit"] });
  }
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";
