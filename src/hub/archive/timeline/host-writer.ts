import { type Mount } from "../../../protocol/host-facts.ts";
import { type HostNumberFieldId, hostNumberFieldIds } from "../../../protocol/host-fields.ts";
import { type HostState } from "../../../protocol/host-state.ts";
import { ChangeListWriter } from "../change-list.ts";
import { deriveHostRate, hostRateOf, StatedRatesWriter, sameNumber } from "./derive-rates.ts";
import { type HostRecord } from "./records.ts";

/** Takes the numbers, cores and mounts of a host, sample by sample. */
export class HostWriter {
  readonly #lists: ChangeListWriter[] = [];
  readonly #stated = new Map<HostNumberFieldId, StatedRatesWriter>();
  readonly #before = new Float64Array(hostNumberFieldIds.length).fill(Number.NaN);
  #coreCount: ChangeListWriter | undefined;
  readonly #cores: ChangeListWriter[] = [];
  readonly #spans: MountSpanWriter[] = [];
  #mounts: readonly Mount[] | null = null;

  add(index: number, state: HostState): void {
    const { values } = state;
    for (let number = 0; number < hostNumberFieldIds.length; number++) {
      const id = hostNumberFieldIds[number] as HostNumberFieldId;
      const rate = hostRateOf.get(id);
      const value = values[number] as number;
      if (rate === undefined) {
        if (index === 0) this.#lists[number] = new ChangeListWriter(0, value);
        else (this.#lists[number] as ChangeListWriter).set(index, value);
        continue;
      }
      const derived = deriveHostRate(
        rate,
        (n) => this.#before[n] as number,
        (n) => values[n] as number,
        state.elapsed,
        this.#before[number] as number,
      );
      if (sameNumber(derived, value)) continue;
      const stated = this.#stated.get(id) ?? new StatedRatesWriter(0);
      this.#stated.set(id, stated);
      stated.state(index, value);
    }
    this.#before.set(values);
    this.#addCores(index, state.corePercents);
    this.#addMounts(index, state.mounts);
  }

  #addCores(index: number, cores: readonly (number | null)[] | null): void {
    const count = cores?.length ?? Number.NaN;
    if (this.#coreCount === undefined) this.#coreCount = new ChangeListWriter(0, count);
    else this.#coreCount.set(index, count);
    const length = Math.max(this.#cores.length, cores?.length ?? 0);
    for (let core = 0; core < length; core++) {
      const list = (this.#cores[core] ??= new ChangeListWriter(0, Number.NaN));
      list.set(index, cores?.[core] ?? Number.NaN);
    }
  }

  #addMounts(index: number, mounts: readonly Mount[] | null): void {
    const span = this.#spans.at(-1);
    const isOpen = span !== undefined && span.lastIndex === index - 1;
    if (mounts === null) {
      this.#mounts = null;
      return;
    }
    if (isOpen && this.#mounts !== null && haveSameNames(this.#mounts, mounts)) {
      if (mounts !== this.#mounts) span.set(index, mounts);
      span.lastIndex = index;
    } else this.#spans.push(new MountSpanWriter(index, mounts));
    this.#mounts = mounts;
  }

  get record(): HostRecord {
    const lists: Partial<Record<HostNumberFieldId, HostRecord["coreCount"]>> = {};
    for (const [number, writer] of this.#lists.entries())
      if (writer !== undefined && !writer.isAbsent)
        lists[hostNumberFieldIds[number] as HostNumberFieldId] = writer.list;
    return {
      lists,
      rates: Object.fromEntries([...this.#stated].map(([id, writer]) => [id, writer.stated])),
      coreCount: this.#coreCount?.list ?? null,
      cores: this.#cores.map((writer) => writer.list),
      mounts: this.#spans.map((span) => span.record),
    };
  }
}

class MountSpanWriter {
  readonly firstIndex: number;
  lastIndex: number;
  readonly #mounts: { mount: Mount; total: ChangeListWriter; used: ChangeListWriter }[];

  constructor(index: number, mounts: readonly Mount[]) {
    this.firstIndex = index;
    this.lastIndex = index;
    this.#mounts = mounts.map((mount) => ({
      mount,
      total: new ChangeListWriter(index, mount.total),
      used: new ChangeListWriter(index, mount.used),
    }));
  }

  set(index: number, mounts: readonly Mount[]): void {
    for (const [i, { total, used }] of this.#mounts.entries()) {
      const mount = mounts[i] as Mount;
      total.set(index, mount.total);
      used.set(index, mount.used);
    }
  }

  get record(): HostRecord["mounts"][number] {
    const mounts = this.#mounts.map(({ mount: { path, device, type }, total, used }) => ({
      path,
      device,
      type,
      total: total.list,
      used: used.list,
    }));
    return { firstIndex: this.firstIndex, lastIndex: this.lastIndex, mounts };
  }
}

const haveSameNames = (a: readonly Mount[], b: readonly Mount[]): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every((one, i) => {
      const other = b[i] as Mount;
      return one.path === other.path && one.device === other.device && one.type === other.type;
    }));
