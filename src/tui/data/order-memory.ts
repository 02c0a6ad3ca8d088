import { type FleetHost } from "./fleet-host.ts";
import { type ProcessMembers } from "./process-members.ts";

interface Remembered {
  rank: Int32Array;
  pid: Float64Array;
  start: Float64Array;
}

/** Remembers in which order processes stood, so that rows can keep their places for a while. */
export class OrderMemory {
  #ofHost = new WeakMap<FleetHost, Remembered>();
  #count = 0;

  /** `order` lists the members from the first row to the last. */
  remember(members: ProcessMembers, order: Int32Array, count: number): void {
    for (const host of members.hosts) this.#fit(host).rank.fill(-1);
    for (let rank = 0; rank < count; rank++) {
      const member = order[rank] as number;
      const slot = members.slot[member] as number;
      const host = members.hosts[members.host[member] as number] as FleetHost;
      const of = this.#ofHost.get(host) as Remembered;
      of.rank[slot] = rank;
      of.pid[slot] = host.state.processes.pid[slot] as number;
      of.start[slot] = host.state.processes.start[slot] as number;
    }
    this.#count = count;
  }

  /** Keys that sort the members as remembered, newcomers behind all others. */
  fillKeys(members: ProcessMembers, keys: Float64Array): void {
    for (let member = 0; member < members.count; member++) {
      const slot = members.slot[member] as number;
      const host = members.hosts[members.host[member] as number] as FleetHost;
      const of = this.#ofHost.get(host);
      const { pid, start } = host.state.processes;
      const rank =
        of !== undefined && of.pid[slot] === pid[slot] && of.start[slot] === start[slot]
          ? (of.rank[slot] as number)
          : -1;
      keys[member] = rank < 0 ? this.#count : rank;
    }
  }

  #fit(host: FleetHost): Remembered {
    const { capacity } = host.state.processes;
    let of = this.#ofHost.get(host);
    if (of === undefined || of.rank.length < capacity) {
      of = {
        rank: new Int32Array(capacity),
        pid: new Float64Array(capacity),
        start: new Float64Array(capacity),
      };
      this.#ofHost.set(host, of);
    }
    return of;
  }
}
