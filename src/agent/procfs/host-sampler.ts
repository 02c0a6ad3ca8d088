import { cpuUsage, memoryUsage } from "node:process";
import { type HostNumberFieldId, hostNumberFieldIds } from "../../protocol/host-fields.ts";
import { type HostState, hostFieldNumber } from "../../protocol/host-state.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { CorePercents } from "./core-percents.ts";
import { CounterSum } from "./counter-sum.ts";
import { parseDiskstats } from "./diskstats.ts";
import { parseLoadavg } from "./loadavg.ts";
import { MeminfoRecord, parseMeminfo } from "./meminfo.ts";
import { type MountSampler } from "./mount-sampler.ts";
import { parseNetDev } from "./net-dev.ts";
import { parsePressure } from "./pressure.ts";
import { DescriptorPool, ProcFile, type ProcReader } from "./reader.ts";
import { parseSystemStat, SystemStatRecord } from "./system-stat.ts";

const number = Object.fromEntries(
  hostNumberFieldIds.map((id) => [id, hostFieldNumber(id)]),
) as Record<HostNumberFieldId, number>;

/** Files of this sampler: each descriptor stays open. */
const FILES = 6;
const MEMORY_BYTES = 4096;

/** Fills what is known of the host as a whole. */
export class HostSampler {
  readonly #reader: ProcReader;
  readonly #mounts: MountSampler;
  readonly #clockTicks: number;
  readonly #pool = new DescriptorPool(FILES);
  readonly #cursor = new ByteCursor();
  readonly #system = new SystemStatRecord();
  readonly #memory = new MeminfoRecord();
  readonly #pressure = { some: Number.NaN, full: Number.NaN };
  readonly #cores = new CorePercents();
  readonly #diskReads = new CounterSum();
  readonly #diskWrites = new CounterSum();
  readonly #received = new CounterSum();
  readonly #sent = new CounterSum();
  readonly #stat: ProcFile;
  readonly #loadavg: ProcFile;
  readonly #meminfo: ProcFile;
  readonly #pressureFiles: Readonly<Record<"cpu" | "memory" | "io", ProcFile>>;

  constructor(reader: ProcReader, mounts: MountSampler, clockTicks: number) {
    this.#reader = reader;
    this.#mounts = mounts;
    this.#clockTicks = clockTicks;
    const file = (name: string): ProcFile => new ProcFile(reader.root, name);
    this.#stat = file("stat");
    this.#loadavg = file("loadavg");
    this.#meminfo = file("meminfo");
    this.#pressureFiles = {
      cpu: file("pressure/cpu"),
      memory: file("pressure/memory"),
      io: file("pressure/io"),
    };
  }

  async sample(state: HostState, unreadable: number): Promise<void> {
    const { values } = state;
    values[number.processes_unreadable] = unreadable;
    this.#sampleCpu(state);
    this.#sampleLoad(values);
    this.#sampleMemory(values);
    this.#sampleDisks(values);
    this.#sampleNetwork(values);
    this.#samplePressure(values);
    const { user, system } = cpuUsage();
    values[number.agent_cpu_time] = Math.floor((user + system) / 100);
    values[number.agent_memory_rss] = memoryUsage.rss();
    state.mounts = await this.#mounts.sample();
  }

  close(): void {
    for (const file of [
      this.#stat,
      this.#loadavg,
      this.#meminfo,
      ...Object.values(this.#pressureFiles),
    ])
      this.#reader.drop(file);
  }

  #sampleCpu(state: HostState): void {
    const { values } = state;
    const s = this.#system;
    let length = this.#reader.read(this.#stat, this.#reader.buffer.length, this.#pool);
    // Thousands of interrupts make it longer than the buffer.
    if (length === this.#reader.buffer.length) length = this.#reader.readWhole(this.#stat.path);
    if (length < 0 || !parseSystemStat(this.#cursor, this.#reader.buffer, length, s)) {
      for (const id of cpuFields) values[number[id]] = Number.NaN;
      state.corePercents = null;
      return;
    }
    // The wire counts in hundredths of a second. The kernel's iowait may fall; ours does not.
    const scale = 100 / this.#clockTicks;
    raise(values, number.cpu_time_user, Math.round(s.user * scale));
    raise(values, number.cpu_time_system, Math.round(s.system * scale));
    raise(values, number.cpu_time_iowait, Math.round(s.iowait * scale));
    raise(values, number.cpu_time_steal, Math.round(s.steal * scale));
    raise(values, number.cpu_time_total, Math.round(s.total * scale));
    values[number.forks] = s.forks;
    state.corePercents = this.#cores.update(s.coreBusy, s.coreTotal);
  }

  #sampleLoad(values: Float64Array): void {
    const length = this.#reader.read(this.#loadavg, MEMORY_BYTES, this.#pool);
    const loads = length < 0 ? null : parseLoadavg(this.#cursor, this.#reader.buffer, length);
    values[number.load1] = loads?.[0] ?? Number.NaN;
    values[number.load5] = loads?.[1] ?? Number.NaN;
    values[number.load15] = loads?.[2] ?? Number.NaN;
  }

  #sampleMemory(values: Float64Array): void {
    const length = this.#reader.read(this.#meminfo, MEMORY_BYTES, this.#pool);
    const m = this.#memory;
    parseMeminfo(this.#cursor, this.#reader.buffer, Math.max(0, length), m);
    values[number.memory_used] = m.total - m.available;
    values[number.memory_available] = m.available;
    values[number.memory_cached] = m.cached + m.buffers + m.reclaimableSlab;
    values[number.memory_free] = m.free;
    values[number.swap_total] = m.swapTotal;
    values[number.swap_used] = m.swapTotal - m.swapFree;
  }

  #sampleDisks(values: Float64Array): void {
    const text = this.#reader.readText(`${this.#reader.root}/diskstats`);
    const disks = text === null ? null : parseDiskstats(text);
    values[number.disk_read_bytes] =
      disks === null
        ? Number.NaN
        : this.#diskReads.update(disks.map((disk) => [disk.name, disk.readBytes]));
    values[number.disk_write_bytes] =
      disks === null
        ? Number.NaN
        : this.#diskWrites.update(disks.map((disk) => [disk.name, disk.writeBytes]));
  }

  #sampleNetwork(values: Float64Array): void {
    const text = this.#reader.readText(`${this.#reader.root}/net/dev`);
    const all = text === null ? null : parseNetDev(text);
    values[number.net_rx_bytes] =
      all === null
        ? Number.NaN
        : this.#received.update(all.map((one) => [one.name, one.receiveBytes]));
    values[number.net_tx_bytes] =
      all === null
        ? Number.NaN
        : this.#sent.update(all.map((one) => [one.name, one.transmitBytes]));
  }

  #samplePressure(values: Float64Array): void {
    const pressure = this.#pressure;
    this.#readPressure(this.#pressureFiles.cpu);
    values[number.pressure_cpu_some] = pressure.some;
    this.#readPressure(this.#pressureFiles.memory);
    values[number.pressure_memory_some] = pressure.some;
    values[number.pressure_memory_full] = pressure.full;
    this.#readPressure(this.#pressureFiles.io);
    values[number.pressure_io_some] = pressure.some;
    values[number.pressure_io_full] = pressure.full;
  }

  /** Absent before Linux 4.20 and where it is switched off: then both are NaN. */
  #readPressure(file: ProcFile): void {
    const length = this.#reader.read(file, MEMORY_BYTES, this.#pool);
    parsePressure(this.#cursor, this.#reader.buffer, Math.max(0, length), this.#pressure);
  }
}

const cpuFields = [
  "cpu_time_user",
  "cpu_time_system",
  "cpu_time_iowait",
  "cpu_time_steal",
  "cpu_time_total",
  "forks",
] as const satisfies readonly HostNumberFieldId[];

const raise = (values: Float64Array, index: number, value: number): void => {
  if (!((values[index] as number) > value)) values[index] = value;
};
