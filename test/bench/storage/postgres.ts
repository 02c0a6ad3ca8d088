import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Postgres {
  readonly version: string;
  /** Runs statements and gives what they print, unaligned and without headings. */
  run(sql: string, input?: string): string;
  /** A psql that stays open: one statement, its whole answer and how long it took, in milliseconds. */
  session(): Promise<PostgresSession>;
  close(): Promise<void>;
}

interface PostgresSession {
  /** The time that the server itself says it needed, milliseconds. */
  time(sql: string): Promise<number>;
  close(): void;
}

/** A PostgreSQL of its own in a temp folder, on a socket there and on no port; or why there is none. */
export const startPostgres = async (): Promise<Postgres | string> => {
  const [bin] = globSync("/usr/lib/postgresql/*/bin").sort().reverse();
  if (bin === undefined) return "PostgreSQL is not installed";
  const isRoot = process.getuid?.() === 0;
  const owner = isRoot ? postgresUser() : undefined;
  if (isRoot && owner === undefined)
    return "PostgreSQL does not run as root and there is no user postgres";
  const folder = mkdtempSync(join(tmpdir(), "procmon-bench-pg-"));
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const as = owner === undefined ? {} : owner;
  const data = join(folder, "data");
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "bench", "-A", "trust", "--no-sync"], {
    stdio: "ignore",
    ...as,
  });
  const server = spawn(
    join(bin, "postgres"),
    [
      "-D",
      data,
      "-k",
      folder,
      "-c",
      "listen_addresses=",
      "-c",
      "shared_buffers=512MB",
      "-c",
      "max_wal_size=4GB",
    ],
    { stdio: "ignore", ...as },
  );
  const psql = ["-h", folder, "-U", "bench", "-d", "postgres", "-qAtX", "-v", "ON_ERROR_STOP=1"];
  const run = (sql: string, input?: string): string =>
    execFileSync(join(bin, "psql"), [...psql, "-c", sql], {
      encoding: "utf8",
      maxBuffer: 2 ** 30,
      ...(input !== undefined && { input }),
    });
  for (let attempt = 0; !existsSync(join(folder, ".s.PGSQL.5432")) && attempt < 100; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return {
    version: run("show server_version").trim().split(" ")[0] as string,
    run,
    session: async () => {
      const child = spawn(join(bin, "psql"), psql, { stdio: ["pipe", "pipe", "inherit"] });
      let printed = "";
      let onText: () => void = () => undefined;
      child.stdout.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
        onText();
      });
      const until = (pattern: RegExp): Promise<RegExpExecArray> =>
        new Promise((resolve) => {
          onText = () => {
            const match = pattern.exec(printed);
            if (match !== null) resolve(match);
          };
          onText();
        });
      child.stdin.write("\\timing on\n");
      return {
        time: async (sql) => {
          printed = "";
          child.stdin.write(`${sql};\n`);
          return Number((await until(/Time: ([\d.]+) ms/))[1]);
        },
        close: () => child.stdin.end(),
      };
    },
    close: async () => {
      const ended = once(server, "exit");
      server.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const postgresUser = (): { uid: number; gid: number } | undefined => {
  try {
    const id = (flag: string) =>
      Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
};
