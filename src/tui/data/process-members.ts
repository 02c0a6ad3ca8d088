import { CommandTexts } from "./command-texts.ts";
import { type FleetHost } from "./fleet-host.ts";
import { PidOrder } from "./pid-order.ts";

/** More rows than this are counted and not shown. */
const MAX_ROWS = 2 ** 21;

export type ProcessFilter = (view: FleetHost, slot: number) => boolean;

/** What is kept of a host from one arrangement of rows to the next. */
class HostCache {
  readonly pids = new PidOrder();
  readonly commands = new CommandTexts();
}

/**
 * The processes that take part, in the order of hosts and pids, as columns: which host, which slot,
 * whether the filter lets it pass.
 */
export class ProcessMembers {
  hosts: readonly FleetHost[] = [];
  count = 0;
  /** Processes in scope, before the filter. */
  total = 0;
  matched = 0;
  /** Processes beyond the bound of rows. */
  dropped = 0;
  host = new Int32Array(0);
  slot = new Int32Array(0);
  matches = new Uint8Array(0);
  readonly #caches = new WeakMap<FleetHost, HostCache>();

  /** With `onlyMatches` the others are counted and left out. */
  collect(
    hosts: readonly FleetHost[],
    filter: ProcessFilter | null,
    { kernelThreads, onlyMatches }: { kernelThreads: boolean; onlyMatches: boolean },
  ): void {
    this.hosts = hosts;
    this.#fit(hosts);
    this.count = 0;
    this.total = 0;
    this.matched = 0;
    this.dropped = 0;
    for (let index = 0; index < hosts.length; index++) {
      const host = hosts[index] as FleetHost;
      const { processes } = host.state;
      const kernel = processes.info.kernel_thread;
      const slots = this.#cacheOf(host).pids.slotsOf(processes);
      for (let i = 0; i < slots.length; i++) {
        const slot = slots[i] as number;
        if (!kernelThreads && kernel[slot] === true) continue;
        if (this.count === this.slot.length) {
          this.dropped++;
          continue;
        }
        this.total++;
        const matches = filter === null || filter(host, slot);
        if (matches) this.matched++;
        else if (onlyMatches) continue;
        this.host[this.count] = index;
        this.slot[this.count] = slot;
        this.matches[this.count++] = matches ? 1 : 0;
      }
    }
  }

  commandOf(member: number): string {
    const host = this.hosts[this.host[member] as number] as FleetHost;
    return this.#cacheOf(host).commands.at(host, this.slot[member] as number);
  }

  #cacheOf(host: FleetHost): HostCache {
    let cache = this.#caches.get(host);
    if (cache === undefined) this.#caches.set(host, (cache = new HostCache()));
    return cache;
  }

  #fit(hosts: readonly FleetHost[]): void {
    let most = 0;
    for (const host of hosts) most += host.state.processes.count;
    most = Math.min(most, MAX_ROWS);
    if (this.slot.length >= most) return;
    const capacity = Math.min(MAX_ROWS, Math.ceil(most * 1.25));
    this.host = new Int32Array(capacity);
    this.slot = new Int32Array(capacity);
    this.matches = new Uint8Array(capacity);
  }
}
