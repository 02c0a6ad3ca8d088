import { limits } from "../../protocol/limits.ts";
import { type ProcessTable } from "../../protocol/process-table.ts";
import { redactArguments } from "../../protocol/redact/redact-arguments.ts";
import { containerIdOf, parseCgroup } from "./cgroup.ts";
import { CMDLINE_BYTES, cutArguments, parseCmdline } from "./cmdline.ts";
import { safeText } from "./decode-text.ts";
import { DENIED, ProcFile, type ProcReader } from "./reader.ts";
import { hashBytes } from "./stat.ts";
import { type UserNames } from "./user-names.ts";
import { type WatchedProcess, ZOMBIE } from "./watched-process.ts";

const CGROUP_BYTES = 16 * 1024;

/** Reads what seldom changes of a process: its user, program, arguments, folder and control group. */
export class ProgramReader {
  readonly #reader: ProcReader;
  readonly #users: UserNames;

  constructor(reader: ProcReader, users: UserNames) {
    this.#reader = reader;
    this.#users = users;
  }

  /** The user, and with it the name. */
  readUser(p: WatchedProcess, table: ProcessTable): void {
    const uid = this.#reader.readOwner(p.folder);
    if (uid === p.uid || Number.isNaN(uid)) return;
    p.uid = uid;
    p.isTraceDenied = false;
    table.numbers.uid[p.slot] = uid;
    table.info.username[p.slot] = this.#users.nameOf(uid);
  }

  /** What a program keeps from its exec on, most of the time. */
  readProgram(p: WatchedProcess, table: ProcessTable): void {
    const reader = this.#reader;
    const { info } = table;
    const { slot } = p;
    if (info.kernel_thread[slot] === null) info.kernel_thread[slot] = p.isKernelThread;
    if (p.isKernelThread) {
      info.cmdline[slot] ??= [];
      return;
    }
    this.#readCmdline(p, table);
    p.netNamespace = null;
    info.exe[slot] = null;
    info.cwd[slot] = null;
    if (p.isTraceDenied || p.state === ZOMBIE) return;
    const exe = reader.readLink(`${p.folder}/exe`);
    p.isTraceDenied = exe === DENIED;
    if (typeof exe === "string") info.exe[slot] = safeText(exe, limits.pathLength);
    const cwd = reader.readLink(`${p.folder}/cwd`);
    if (typeof cwd === "string") info.cwd[slot] = safeText(cwd, limits.pathLength);
  }

  #readCmdline(p: WatchedProcess, table: ProcessTable): void {
    const reader = this.#reader;
    const length = reader.read(new ProcFile(p.folder, "cmdline"), CMDLINE_BYTES, null);
    const { cmdline } = table.info;
    if (length < 0) {
      cmdline[p.slot] = null;
      p.cmdlineHash = 0;
      return;
    }
    const hash = hashBytes(reader.buffer, 0, length);
    if (hash === p.cmdlineHash && cmdline[p.slot] !== null) return;
    p.cmdlineHash = hash;
    cmdline[p.slot] = cutArguments(redactArguments(parseCmdline(reader.buffer, length)));
  }

  /** Others may move a process, whether it runs or not; nobody moves threads of the kernel. */
  readCgroup(p: WatchedProcess, table: ProcessTable): void {
    if (p.isKernelThread && p.visits > 1) return;
    const reader = this.#reader;
    const length = reader.read(new ProcFile(p.folder, "cgroup"), CGROUP_BYTES, null);
    if (length < 0) return;
    const hash = hashBytes(reader.buffer, 0, length);
    if (hash === p.cgroupHash) return;
    p.cgroupHash = hash;
    const cgroup = parseCgroup(reader.buffer, length);
    table.info.cgroup[p.slot] = cgroup;
    table.info.container_id[p.slot] = cgroup === null ? null : containerIdOf(cgroup);
  }
}
