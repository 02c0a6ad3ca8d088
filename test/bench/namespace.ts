import { execFileSync, spawn } from "node:child_process";

/** Tells the bench inside that it is inside. */
const INSIDE = "--inside-namespace";

/** Why the processes of the host are measured on too, or undefined in a namespace of one's own. */
export interface Surroundings {
  readonly arguments: readonly string[];
  readonly sharedBecause: string | undefined;
}

/**
 * Runs this bench again as the first process of a new pid namespace, so that the bench sees the
 * processes it started and no others, and the kernel ends all of them with it. Returns undefined
 * in the outer process, when the inner one has ended.
 */
export const enterNamespace = async (
  argv: readonly string[],
): Promise<Surroundings | undefined> => {
  if (argv.includes(INSIDE))
    return { arguments: argv.filter((word) => word !== INSIDE), sharedBecause: undefined };
  const reason = refusal();
  if (reason !== undefined) return { arguments: argv, sharedBecause: reason };
  const child = spawn(
    "unshare",
    [...UNSHARE, process.execPath, ...process.execArgv, ...process.argv.slice(1), INSIDE],
    { stdio: "inherit" },
  );
  const forward = () => child.kill("SIGTERM");
  process.once("SIGINT", forward).once("SIGTERM", forward);
  process.exitCode = await new Promise<number>((resolve) =>
    child.once("exit", (code) => resolve(code ?? 1)),
  );
  return undefined;
};

const UNSHARE = ["--pid", "--fork", "--mount-proc", "--kill-child"];

const refusal = (): string | undefined => {
  if (process.platform !== "linux") return `no pid namespaces on ${process.platform}`;
  if (process.getuid?.() !== 0) return "not root, so no pid namespace";
  try {
    execFileSync("unshare", [...UNSHARE, "true"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "`unshare --pid` is missing or not allowed";
  }
};
