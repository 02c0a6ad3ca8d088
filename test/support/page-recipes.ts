import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The shell commands of one section of docs/storage.md. */
export const readRecipes = async (title: string): Promise<string[]> => {
  const page = await readFile(join(import.meta.dirname, "../../docs/storage.md"), "utf8");
  const section = page.slice(page.indexOf(`\n## ${title}`));
  const end = section.indexOf("\n## ", 1);
  const text = end < 0 ? section : section.slice(0, end);
  return Array.from(text.matchAll(/```sh\n(.*?)```/gs), ([, command = ""]) => command);
};

export const hasJq = (): Promise<boolean> =>
  run("jq", ["--version"]).then(
    () => true,
    () => false,
  );
