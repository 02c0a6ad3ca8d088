import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { type Adapter } from "lowdb";
import { type ZodMiniType } from "zod/mini";
import { type Logger } from "../../protocol/effects.ts";

/**
 * A lowdb adapter for one small JSON document that survives a crash at any moment.
 *
 * A write goes to `FILE.tmp`, is synced, the former version becomes `FILE.bak`, the new one takes its
 * name, and the folder is synced. A read that finds no valid document takes the backup and says so;
 * the damaged file is kept as `FILE.bad`. lowdb's own adapter does not sync, and its preset keeps
 * everything in memory when NODE_ENV is `test`.
 */
export const createDurableFile = <T>(
  file: string,
  schema: ZodMiniType<T>,
  log: Logger,
): Adapter<T> => ({
  read: async () => {
    const current = await readDocument(file, schema);
    if (current.kind === "valid") return current.data;
    const backup = await readDocument(`${file}.bak`, schema);
    if (current.kind === "damaged") {
      // On a read-only disk the damaged one stays where it is; the backup serves all the same.
      const kept = await rename(file, `${file}.bad`).then(
        () => `${file}.bad`,
        () => file,
      );
      log.error(
        { file, reason: current.reason, kept_as: kept, backup: backup.kind },
        "document damaged",
      );
    }
    return backup.kind === "valid" ? backup.data : null;
  },
  write: async (data) => {
    await writeSynced(`${file}.tmp`, `${JSON.stringify(data, null, 1)}\n`);
    await rename(file, `${file}.bak`).catch(ignoreMissing);
    await rename(`${file}.tmp`, file);
    await syncFolder(dirname(file));
  },
});

type Reading<T> =
  | { readonly kind: "valid"; readonly data: T }
  | { readonly kind: "missing" }
  | { readonly kind: "damaged"; readonly reason: string };

const readDocument = async <T>(file: string, schema: ZodMiniType<T>): Promise<Reading<T>> => {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    ignoreMissing(error);
    return { kind: "missing" };
  }
  try {
    const result = schema.safeParse(JSON.parse(text));
    if (result.success) return { kind: "valid", data: result.data };
    const issue = result.error.issues[0];
    return {
      kind: "damaged",
      reason: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`,
    };
  } catch (error) {
    return { kind: "damaged", reason: error instanceof Error ? error.message : "not JSON" };
  }
};

const ignoreMissing = (error: unknown): void => {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
};

const writeSynced = async (file: string, text: string): Promise<void> => {
  const handle = await open(file, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
};

/** The new name of a file is on disk only once its folder is. Windows cannot open folders. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r").catch(() => undefined);
  if (handle === undefined) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
};
