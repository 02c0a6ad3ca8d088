import { limits } from "../../protocol/limits.ts";
import { type ProcessTable } from "../../protocol/process-table.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { nextTurn } from "./next-turn.ts";
import { type ProcessReader } from "./process-reader.ts";
import { DENIED, GONE, type ProcReader } from "./reader.ts";
import { WatchedProcess } from "./watched-process.ts";

/** Each process is read in full once in so many ticks, for what no detector shows: renice, setproctitle. */
const ROTATION = 30;
/** Processes visited before other work of the program gets its turn: about 15 ms. */
const SLICE = 2000;

/** Keeps the table equal to the processes of this machine. */
export class ProcessSampler {
  readonly #reader: ProcReader;
  readonly #processes: ProcessReader;
  readonly #watched = new Map<string, WatchedProcess>();
  /** Pids whose files are refused (hidepid), tried again with the rotation. */
  readonly #unreadable = new Set<string>();
  #tick = -1;

  constructor(reader: ProcReader, processes: ProcessReader) {
    this.#reader = reader;
    this.#processes = processes;
  }

  get watched(): ReadonlyMap<string, WatchedProcess> {
    return this.#watched;
  }

  /** Processes of which nothing but the owner can be read. */
  get unreadable(): number {
    return this.#unreadable.size;
  }

  async sample(table: ProcessTable): Promise<void> {
    this.#tick++;
    const born = this.#compareListing();
    this.#removeGone(table);
    let visited = 0;
    for (const [name, p] of this.#watched) {
      const code = this.#visit(p, table);
      if (code === GONE || code === DENIED) {
        this.#remove(name, p, table);
        born.push(name);
      }
      if (++visited % SLICE === 0) await nextTurn();
    }
    for (const name of born) {
      this.#bear(name, table);
      if (++visited % SLICE === 0) await nextTurn();
    }
    if (table.compact())
      for (const p of this.#watched.values()) p.slot = table.slotOfPid(p.pid) as number;
  }

  close(): void {
    for (const p of this.#watched.values()) this.#processes.forget(p);
    this.#watched.clear();
  }

  /** Lists /proc, marks who is still there and returns who is new. */
  #compareListing(): string[] {
    const names = this.#reader.list(this.#reader.root);
    if (typeof names === "number")
      throw new ProcmonError(
        "PROCMON_SOURCE_UNAVAILABLE",
        `expected to list the processes in ${this.#reader.root}, but it cannot be read`,
      );
    const born: string[] = [];
    const unreadable = this.#unreadable.size === 0 ? null : new Set(this.#unreadable);
    for (const name of names) {
      const first = name.charCodeAt(0);
      if (first < 0x31 || first > 0x39) continue;
      const p = this.#watched.get(name);
      if (p !== undefined) p.listedAt = this.#tick;
      else if (unreadable === null || !unreadable.delete(name) || this.#isTurnOf(Number(name)))
        born.push(name);
    }
    if (unreadable !== null) for (const name of unreadable) this.#unreadable.delete(name);
    return born;
  }

  #isTurnOf(pid: number): boolean {
    return pid % ROTATION === this.#tick % ROTATION;
  }

  #removeGone(table: ProcessTable): void {
    let gone: Set<number> | null = null;
    for (const [name, p] of this.#watched) {
      if (p.listedAt === this.#tick) continue;
      gone ??= new Set();
      gone.add(p.pid);
      this.#remove(name, p, table);
    }
    if (gone === null) return;
    // Their children have another parent now, which no detector shows.
    for (const p of this.#watched.values()) if (gone.has(p.ppid)) p.isDirty = true;
  }

  #remove(name: string, p: WatchedProcess, table: ProcessTable): void {
    this.#processes.forget(p);
    this.#watched.delete(name);
    table.remove(p.slot);
  }

  #visit(p: WatchedProcess, table: ProcessTable): number {
    return this.#isTurnOf(p.pid)
      ? this.#processes.readAll(p, table)
      : this.#processes.visit(p, table);
  }

  #bear(name: string, table: ProcessTable): void {
    const p = new WatchedProcess(this.#reader.root, Number(name));
    const code = this.#processes.readIdentity(p);
    const slot = table.freeSlot();
    if (code === DENIED || (code === 0 && slot >= limits.slots)) this.#unreadable.add(name);
    if (code < 0 || slot >= limits.slots) {
      this.#processes.forget(p);
      return;
    }
    this.#unreadable.delete(name);
    p.slot = slot;
    p.listedAt = this.#tick;
    table.add(slot, p.pid, this.#processes.startOf(p));
    this.#watched.set(name, p);
    this.#processes.fillNew(p, table);
  }
}
