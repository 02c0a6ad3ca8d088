import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A process of a made-up /proc. What is not given takes an ordinary value. */
export interface FakeProcess {
  readonly pid: number;
  readonly name?: string | Buffer;
  readonly state?: string;
  readonly ppid?: number;
  readonly tty?: number;
  readonly flags?: number;
  readonly faults?: number;
  /** Ticks of a hundredth of a second. */
  readonly userTicks?: number;
  readonly systemTicks?: number;
  readonly nice?: number;
  readonly threads?: number;
  readonly startTicks?: number;
  readonly virtualBytes?: number;
  /** The estimate in stat, and what statm says. */
  readonly statPages?: number;
  readonly pages?: number;
  readonly startCode?: number;
  readonly startStack?: number;
  /** schedstat; null leaves the file out. */
  readonly runNs?: number | null;
  readonly io?: { readonly read: number; readonly write: number } | null;
  readonly cmdline?: string | Buffer;
  readonly cgroup?: string;
  readonly exe?: string | null;
  readonly cwd?: string | null;
  /** Targets of the links in fd. */
  readonly fds?: readonly string[];
}

export interface FakeProc {
  readonly root: string;
  readonly etcRoot: string;
  /** Adds a process, or changes the files of one that is there in place. */
  put(process: FakeProcess): void;
  remove(pid: number): void;
  /** A file by its path under the root. */
  write(path: string, content: string | Buffer): void;
  close(): void;
}

/** A line of /proc/PID/stat with all 52 fields. */
export const statLine = (p: FakeProcess): Buffer => {
  const rest = [
    p.state ?? "S",
    p.ppid ?? 1,
    p.pid,
    p.pid,
    p.tty ?? 0,
    -1,
    p.flags ?? 4_194_560,
    p.faults ?? 100,
    0,
    0,
    0,
    p.userTicks ?? 0,
    p.systemTicks ?? 0,
    0,
    0,
    20 + (p.nice ?? 0),
    p.nice ?? 0,
    p.threads ?? 1,
    0,
    p.startTicks ?? 1000,
    p.virtualBytes ?? 4_096_000,
    p.statPages ?? 250,
    "18446744073709551615",
    p.startCode ?? 94_576_808_525_824,
    94_576_808_545_705,
    p.startStack ?? 140_726_104_693_344,
    ..."0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 1 2 3 4 5 6 7 0".split(" "),
  ];
  return Buffer.concat([
    Buffer.from(`${p.pid} (`),
    Buffer.from(p.name ?? "worker"),
    Buffer.from(`) ${rest.join(" ")}\n`),
  ]);
};

/** AT_PAGESZ and AT_CLKTCK, and the AT_NULL that ends the vector. */
const auxv = (pageSize: number, clockTicks: number): Buffer => {
  const words = [6n, BigInt(pageSize), 17n, BigInt(clockTicks), 0n, 0n];
  const bytes = Buffer.alloc(words.length * 8);
  words.forEach((word, i) => bytes.writeBigUInt64LE(word, i * 8));
  return bytes;
};

/** A tree like /proc in a temporary folder, with process 100 as the agent itself. */
export const createFakeProc = ({ pageSize = 4096, clockTicks = 100 } = {}): FakeProc => {
  const top = mkdtempSync(join(tmpdir(), "procmon-proc-"));
  const root = join(top, "proc");
  const etcRoot = join(top, "etc");

  const write = (path: string, content: string | Buffer): void => {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
  };
  const link = (path: string, target: string | null): void => {
    rmSync(join(root, path), { force: true });
    if (target !== null) symlinkSync(target, join(root, path));
  };
  const put = (p: FakeProcess): void => {
    const folder = String(p.pid);
    write(`${folder}/stat`, statLine(p));
    write(`${folder}/statm`, `1000 ${p.pages ?? 250} 100 10 0 50 0\n`);
    if (p.runNs === null) rmSync(join(root, folder, "schedstat"), { force: true });
    else write(`${folder}/schedstat`, `${p.runNs ?? 0} 0 1\n`);
    const io = p.io === undefined ? { read: 0, write: 0 } : p.io;
    if (io === null) rmSync(join(root, folder, "io"), { force: true });
    else
      write(
        `${folder}/io`,
        `rchar: 9\nwchar: 9\nsyscr: 9\nsyscw: 9\nread_bytes: ${io.read}\nwrite_bytes: ${io.write}\ncancelled_write_bytes: 0\n`,
      );
    write(`${folder}/cmdline`, p.cmdline ?? "worker\0--run\0");
    write(`${folder}/cgroup`, p.cgroup ?? "0::/system.slice/worker.service\n");
    link(`${folder}/exe`, p.exe === undefined ? "/usr/bin/worker" : p.exe);
    link(`${folder}/cwd`, p.cwd === undefined ? "/srv" : p.cwd);
    rmSync(join(root, folder, "fd"), { recursive: true, force: true });
    mkdirSync(join(root, folder, "fd"));
    (p.fds ?? ["/dev/null"]).forEach((target, fd) => link(`${folder}/fd/${fd}`, target));
  };

  mkdirSync(root, { recursive: true });
  mkdirSync(etcRoot);
  writeFileSync(join(etcRoot, "passwd"), "root:x:0:0:root:/root:/bin/bash\n");
  writeFileSync(join(etcRoot, "os-release"), 'NAME="Test Linux"\nVERSION_ID="1.2"\n');
  put({ pid: 100, name: "agent", runNs: 1_000_000 });
  write("100/auxv", auxv(pageSize, clockTicks));
  write(
    "100/limits",
    "Limit  Soft Limit  Hard Limit  Units\nMax open files            20000                20000                files     \n",
  );
  write("100/mounts", "");
  symlinkSync("100", join(root, "self"));
  write(
    "stat",
    "cpu  10 0 10 80 0 0 0 0 0 0\ncpu0 10 0 10 80 0 0 0 0 0 0\nintr 5\nbtime 1700000000\nprocesses 7\n",
  );
  write("loadavg", "0.50 0.25 1.05 1/100 4321\n");
  write(
    "meminfo",
    "MemTotal: 1000 kB\nMemFree: 200 kB\nMemAvailable: 600 kB\nBuffers: 10 kB\nCached: 300 kB\nSwapCached: 0 kB\nSwapTotal: 50 kB\nSwapFree: 20 kB\nSReclaimable: 40 kB\n",
  );
  write("sys/kernel/random/boot_id", "11111111-2222-3333-4444-555555555555\n");
  write("sys/kernel/hostname", "testhost\n");
  write("sys/kernel/osrelease", "6.18.0-test\n");

  return {
    root,
    etcRoot,
    put,
    remove: (pid) => rmSync(join(root, String(pid)), { recursive: true }),
    write,
    close: () => rmSync(top, { recursive: true }),
  };
};
