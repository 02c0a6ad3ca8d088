import { type Clock } from "../../protocol/effects.ts";
import { limits } from "../../protocol/limits.ts";
import { type PortBinding, samePorts } from "../../protocol/port.ts";
import { type ProcessTable } from "../../protocol/process-table.ts";
import { NamespaceSockets } from "./namespace-sockets.ts";
import { DENIED, type ProcReader } from "./reader.ts";
import { type WatchedProcess } from "./watched-process.ts";
import { WorkTime } from "./work-time.ts";

/** Passes are at least so far apart; a tick that comes a little early counts. */
const EVERY_MS = 4900;
/** A pass that works 50 ms is followed by a rest of 10 s: 0.5 % of a core. */
const REST_FACTOR = 200;
/** However large the host, a new listener of an old process shows after so long. */
const LONGEST_REST_MS = 30_000;
/** A full search for the owner of a new waiting socket is made at most so often. */
const SEARCH_EVERY_MS = 30_000;
/** Links read before other work of the program gets its turn: about 5 ms. */
const SLICE = 1500;
/** A process of 20,000 files is listed once a minute at most: 3 us of work a file and 3 ms of rest. */
const REST_MS_PER_FD = 3;

/**
 * Who holds which sockets. The kernel lists sockets by inode for each network namespace; which process
 * holds an inode stands only in the links of its descriptors. Both are expensive, so this runs on a
 * slower beat than the samples, and lists the descriptors of a process only when their number moved,
 * when one of its sockets vanished, or when a new waiting socket has no known owner. While it rests from
 * a long pass, it looks after the processes that were born since.
 */
export class PortSampler {
  readonly #reader: ProcReader;
  readonly #clock: Clock;
  readonly #work: WorkTime;
  readonly #namespaces = new Map<string, NamespaceSockets>();
  /** Sockets of all namespaces by inode. */
  #sockets = new Map<number, PortBinding | null>();
  /** Whether lists of sockets were read since the owners of new waiting sockets were looked for. */
  #isUnsearched = false;
  /** Waiting sockets that no process we may look into holds. */
  #ownerless: ReadonlySet<number> = new Set();
  #nextAt = Number.NEGATIVE_INFINITY;
  #nextYoungAt = Number.NEGATIVE_INFINITY;
  #searchAt = Number.NEGATIVE_INFINITY;
  #passes = 0;
  #links = 0;

  constructor(reader: ProcReader, clock: Clock) {
    this.#reader = reader;
    this.#clock = clock;
    this.#work = new WorkTime(reader, clock);
  }

  async sample(watched: ReadonlyMap<string, WatchedProcess>, table: ProcessTable): Promise<void> {
    const now = this.#clock.monotonic();
    if (now >= this.#nextAt) {
      const restMs = await this.#measure(() => this.#passAll(watched, table, now));
      this.#nextAt = now + restMs;
      this.#nextYoungAt = now + EVERY_MS;
    } else if (now >= this.#nextYoungAt) {
      const young = [...watched.values()].filter((p) => !p.wasInPortPass);
      const restMs = await this.#measure(() => this.#pass(young, table, now));
      this.#nextYoungAt = now + restMs;
    }
  }

  /** How long to rest after this work. */
  async #measure(work: () => Promise<unknown>): Promise<number> {
    this.#work.begin();
    await work();
    return Math.max(EVERY_MS, Math.min(LONGEST_REST_MS, this.#work.end() * REST_FACTOR));
  }

  async #passAll(
    watched: ReadonlyMap<string, WatchedProcess>,
    table: ProcessTable,
    now: number,
  ): Promise<void> {
    const all = [...watched.values()];
    await this.#pass(all, table, now);
    this.#forgetNamespaces();
    if (this.#isUnsearched && now >= this.#searchAt) {
      this.#isUnsearched = false;
      await this.#searchOwners(watched, table, now);
      for (const p of all) this.#fill(p, table);
    }
    for (const p of all) p.wasInPortPass = true;
  }

  /** Brings the ports of these processes up to date. */
  async #pass(
    processes: readonly WatchedProcess[],
    table: ProcessTable,
    now: number,
  ): Promise<void> {
    this.#passes++;
    await this.#readNamespaces(processes, now);
    for (const p of processes)
      if (this.#mustList(p, table, now)) await this.#listSockets(p, table, now);
    for (const p of processes) this.#fill(p, table);
  }

  async #readNamespaces(processes: readonly WatchedProcess[], now: number): Promise<void> {
    let hasNews = false;
    for (const p of processes) {
      if (p.isKernelThread) continue;
      p.netNamespace ??= this.#readNamespaceOf(p);
      let namespace = this.#namespaces.get(p.netNamespace);
      if (namespace?.seenIn === this.#passes) continue;
      if (namespace === undefined) {
        namespace = new NamespaceSockets(this.#reader);
        this.#namespaces.set(p.netNamespace, namespace);
      }
      namespace.seenIn = this.#passes;
      const folder = p.netNamespace === OWN ? this.#reader.root : p.folder;
      if (!namespace.update(`${folder}/net`, now)) continue;
      hasNews = true;
      await this.#work.yield();
    }
    if (hasNews) this.#joinNamespaces();
  }

  /** Forgets the namespaces that no process is in. */
  #forgetNamespaces(): void {
    const before = this.#namespaces.size;
    for (const [name, { seenIn }] of this.#namespaces)
      if (seenIn !== this.#passes) this.#namespaces.delete(name);
    if (this.#namespaces.size < before) this.#joinNamespaces();
  }

  #joinNamespaces(): void {
    this.#isUnsearched = true;
    this.#sockets = new Map();
    for (const { sockets } of this.#namespaces.values())
      for (const [inode, binding] of sockets) this.#sockets.set(inode, binding);
  }

  #readNamespaceOf(p: WatchedProcess): string {
    const link = p.isTraceDenied ? DENIED : this.#reader.readLink(`${p.folder}/ns/net`);
    return typeof link === "string" ? link : OWN;
  }

  #mustList(p: WatchedProcess, table: ProcessTable, now: number): boolean {
    if (p.isKernelThread || p.isTraceDenied || now < p.listSocketsAfter) return false;
    if (p.sockets === null || p.listedFds !== table.numbers.open_fds[p.slot]) return true;
    return p.netSockets.some((inode) => !this.#sockets.has(inode));
  }

  async #listSockets(p: WatchedProcess, table: ProcessTable, now: number): Promise<void> {
    const folder = p.fds.path;
    const fds = this.#reader.list(folder);
    if (typeof fds === "number") {
      p.isTraceDenied = fds === DENIED;
      p.sockets = null;
      return;
    }
    const sockets: number[] = [];
    for (const fd of fds) {
      const target = this.#reader.readLink(`${folder}/${fd}`);
      if (typeof target === "string") {
        if (target.startsWith("socket:[")) sockets.push(Number(target.slice(8, -1)));
      } else if (target === DENIED) {
        // Who may list the folder and may not trace the process sees names without targets.
        p.isTraceDenied = true;
        p.sockets = null;
        return;
      }
      if (++this.#links % SLICE === 0) await this.#work.yield();
    }
    p.sockets = sockets;
    p.netSockets = sockets.filter((inode) => this.#sockets.has(inode));
    p.listedFds = table.numbers.open_fds[p.slot] as number;
    p.listSocketsAfter = now + fds.length * REST_MS_PER_FD;
  }

  /** A process may close a file and open a socket: its number of files does not tell. */
  async #searchOwners(
    watched: ReadonlyMap<string, WatchedProcess>,
    table: ProcessTable,
    now: number,
  ): Promise<void> {
    const missing = this.#waitingWithoutOwner(watched);
    if (missing.every((inode) => this.#ownerless.has(inode))) return;
    this.#searchAt = now + SEARCH_EVERY_MS;
    for (const p of watched.values())
      if (!p.isKernelThread && !p.isTraceDenied && now >= p.listSocketsAfter)
        await this.#listSockets(p, table, now);
    this.#ownerless = new Set(this.#waitingWithoutOwner(watched));
  }

  #waitingWithoutOwner(watched: ReadonlyMap<string, WatchedProcess>): number[] {
    const held = new Set<number>();
    for (const p of watched.values()) for (const inode of p.sockets ?? []) held.add(inode);
    const missing: number[] = [];
    for (const [inode, binding] of this.#sockets)
      if (binding !== null && !held.has(inode)) missing.push(inode);
    return missing;
  }

  #fill(p: WatchedProcess, table: ProcessTable): void {
    const { info, numbers } = table;
    if (p.isKernelThread) {
      numbers.net_conns[p.slot] = 0;
      info.ports[p.slot] ??= [];
      return;
    }
    if (p.sockets === null) {
      numbers.net_conns[p.slot] = Number.NaN;
      info.ports[p.slot] = null;
      return;
    }
    p.netSockets = p.sockets.filter((inode) => this.#sockets.has(inode));
    numbers.net_conns[p.slot] = p.netSockets.length;
    const ports = this.#portsOf(p.netSockets);
    const before = info.ports[p.slot] ?? null;
    if (before === null || !samePorts(before, ports)) info.ports[p.slot] = ports;
  }

  /** In a fixed order, and once where several sockets share a port (SO_REUSEPORT). */
  #portsOf(inodes: readonly number[]): PortBinding[] {
    const ports: PortBinding[] = [];
    for (const inode of inodes) {
      const binding = this.#sockets.get(inode);
      if (binding === undefined || binding === null) continue;
      if (!ports.some((port) => comparePorts(port, binding) === 0)) ports.push(binding);
    }
    return ports.toSorted(comparePorts).slice(0, limits.ports);
  }
}

/** Stands for the agent's own namespace where the links may not be read. */
const OWN = "";

const comparePorts = (a: PortBinding, b: PortBinding): number =>
  a.port - b.port || compareText(a.protocol, b.protocol) || compareText(a.address, b.address);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
