import { afterEach, beforeEach, expect, test } from "vitest";
import { FdCounter } from "../../../src/agent/procfs/fd-counter.ts";
import { ProcessReader } from "../../../src/agent/procfs/process-reader.ts";
import { ProcessSampler } from "../../../src/agent/procfs/process-sampler.ts";
import { ProgramReader } from "../../../src/agent/procfs/program-reader.ts";
import {
  DENIED,
  DescriptorPool,
  FAILED,
  type ProcFile,
  ProcReader,
} from "../../../src/agent/procfs/reader.ts";
import { UserNames } from "../../../src/agent/procfs/user-names.ts";
import { ProcessTable } from "../../../src/protocol/process-table.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { createFakeProc, type FakeProc } from "../../support/fake-proc.ts";

/** A reader to whom the files of some processes answer with a code, as root can be refused nothing. */
class RefusedReader extends ProcReader {
  readonly codes = new Map<string, number>();

  override read(file: ProcFile, bytes: number, pool: DescriptorPool | null): number {
    for (const [part, code] of this.codes) if (file.path.includes(part)) return code;
    return super.read(file, bytes, pool);
  }

  override readLink(path: string): string | number {
    for (const [part, code] of this.codes) if (path.includes(part)) return code;
    return super.readLink(path);
  }
}

let proc: FakeProc;
let reader: RefusedReader;
let detectors: DescriptorPool;
let sampler: ProcessSampler;
let table: ProcessTable;

beforeEach(() => {
  proc = createFakeProc();
  reader = new RefusedReader(proc.root);
  detectors = new DescriptorPool(3);
  sampler = new ProcessSampler(
    reader,
    new ProcessReader({
      reader,
      auxv: { clockTicks: 100, pageSize: 4096 },
      program: new ProgramReader(
        reader,
        new UserNames(reader, `${proc.etcRoot}/passwd`, createFakeClock()),
      ),
      fds: new FdCounter(reader),
      detectors,
      hot: new DescriptorPool(3),
      hasSchedstat: true,
    }),
  );
  table = new ProcessTable();
});
afterEach(() => {
  sampler.close();
  proc.close();
});

test("counts processes that hidepid hides, and takes them in once they may be read", async () => {
  proc.put({ pid: 200 });
  proc.put({ pid: 201 });
  reader.codes.set("/200/", DENIED);
  await sampler.sample(table);
  expect(sampler.unreadable).toBe(1);
  expect(table.slotOfPid(200)).toBeUndefined();
  expect(table.slotOfPid(201)).toBeDefined();
  reader.codes.clear();
  for (let i = 0; i < 30; i++) await sampler.sample(table);
  expect(sampler.unreadable).toBe(0);
  expect(table.slotOfPid(200)).toBeDefined();
});

test("forgets a hidden process that ends", async () => {
  proc.put({ pid: 200 });
  reader.codes.set("/200/", DENIED);
  await sampler.sample(table);
  proc.remove(200);
  await sampler.sample(table);
  expect(sampler.unreadable).toBe(0);
});

test("counts a process that is hidden while it is watched", async () => {
  proc.put({ pid: 200 });
  await sampler.sample(table);
  reader.codes.set("/200/", DENIED);
  await sampler.sample(table);
  expect(table.slotOfPid(200)).toBeUndefined();
  expect(sampler.unreadable).toBe(1);
});

test("keeps a process as it was when a read fails for want of descriptors", async () => {
  proc.put({ pid: 200, name: "kept" });
  await sampler.sample(table);
  const slot = table.slotOfPid(200) as number;
  reader.codes.set("/200/", FAILED);
  for (let i = 0; i < 31; i++) await sampler.sample(table);
  expect(table.info.name[slot]).toBe("kept");
  expect(table.slotOfPid(200)).toBe(slot);
});

test("a burst of processes that ended leaves no sparse table, and what lives goes on", async () => {
  for (let pid = 200; pid < 800; pid++) proc.put({ pid, name: `p${pid}`, runNs: 1e6 });
  await sampler.sample(table);
  for (let pid = 200; pid < 790; pid++) proc.remove(pid);
  await sampler.sample(table);
  expect(table.bound).toBe(table.count);
  proc.put({ pid: 795, name: "p795", runNs: 5e6 });
  await sampler.sample(table);
  for (let pid = 790; pid < 800; pid++) {
    const slot = table.slotOfPid(pid) as number;
    expect(table.info.name[slot]).toBe(`p${pid}`);
    expect(table.numbers.cpu_time[slot]).toBe(pid === 795 ? 50 : 10);
  }
});

test("where io and links are refused they are null, and not asked for at every visit", async () => {
  reader.codes.set("/200/io", DENIED).set("/200/exe", DENIED).set("/200/cwd", DENIED);
  proc.put({ pid: 200, runNs: 1 });
  await sampler.sample(table);
  const slot = table.slotOfPid(200) as number;
  expect([table.info.exe[slot], table.info.cwd[slot], table.numbers.read_bytes[slot]]).toEqual([
    null,
    null,
    Number.NaN,
  ]);
  expect(table.numbers.memory_rss[slot]).toBe(250 * 4096);
  // Allowed again: it shows once user or program change.
  reader.codes.clear();
  proc.put({ pid: 200, runNs: 2 });
  await sampler.sample(table);
  expect(table.numbers.read_bytes[slot]).toBeNaN();
  proc.put({ pid: 200, runNs: 3, name: "other" });
  await sampler.sample(table);
  expect([table.info.exe[slot], table.info.cwd[slot]]).toEqual(["/usr/bin/worker", "/srv"]);
});

test("never keeps more descriptors than allowed, and samples the others all the same", async () => {
  for (let pid = 200; pid < 210; pid++) proc.put({ pid, runNs: 1_000_000 });
  await sampler.sample(table);
  for (let pid = 200; pid < 210; pid++) proc.put({ pid, runNs: 2_000_000 });
  await sampler.sample(table);
  expect(detectors.kept).toBe(3);
  expect(detectors.refused).toBeGreaterThan(0);
  for (let pid = 200; pid < 210; pid++)
    expect(table.numbers.cpu_time[table.slotOfPid(pid) as number]).toBe(20);
});

test("gives descriptors back when processes end, and when it is closed", async () => {
  for (let pid = 200; pid < 203; pid++) proc.put({ pid });
  await sampler.sample(table);
  const before = detectors.kept;
  for (let pid = 200; pid < 203; pid++) proc.remove(pid);
  await sampler.sample(table);
  expect(detectors.kept).toBeLessThan(before);
  sampler.close();
  expect(detectors.kept).toBe(0);
});
