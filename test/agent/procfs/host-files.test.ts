import { describe, expect, test } from "vitest";
import { ByteCursor } from "../../../src/agent/procfs/byte-cursor.ts";
import { CorePercents } from "../../../src/agent/procfs/core-percents.ts";
import { CounterSum } from "../../../src/agent/procfs/counter-sum.ts";
import { parseCpuModel } from "../../../src/agent/procfs/cpuinfo.ts";
import { parseDiskstats } from "../../../src/agent/procfs/diskstats.ts";
import { parseLoadavg } from "../../../src/agent/procfs/loadavg.ts";
import { MeminfoRecord, parseMeminfo } from "../../../src/agent/procfs/meminfo.ts";
import { dataMounts, isRemote, parseMounts } from "../../../src/agent/procfs/mounts.ts";
import { parseNetDev } from "../../../src/agent/procfs/net-dev.ts";
import { parseOsRelease } from "../../../src/agent/procfs/os-release.ts";
import { parsePasswd } from "../../../src/agent/procfs/passwd.ts";
import { parsePressure } from "../../../src/agent/procfs/pressure.ts";
import { parseSystemStat, SystemStatRecord } from "../../../src/agent/procfs/system-stat.ts";

const cursor = new ByteCursor();
const bytes = (text: string): [Buffer, number] => {
  const content = Buffer.from(text);
  return [Buffer.concat([content, Buffer.from("9 9\ncpu7 9\n")]), content.length];
};

describe("/proc/stat", () => {
  test("reads totals, cores, boot time and forks", () => {
    const into = new SystemStatRecord();
    const text =
      "cpu  100 10 50 800 40 3 2 5 7 1\ncpu0 60 5 20 400 20 1 1 2 0 0\ncpu2 40 5 30 400 20 2 1 3 0 0\nintr 99 1 2\nctxt 5\nbtime 1795196392\nprocesses 23368\nprocs_running 2\n";
    expect(parseSystemStat(cursor, ...bytes(text), into)).toBe(true);
    expect(into).toMatchObject({
      user: 110,
      system: 55,
      iowait: 40,
      steal: 5,
      total: 1010,
      coreBusy: [89, Number.NaN, 81],
      coreTotal: [509, Number.NaN, 501],
      onlineCores: 2,
      bootTime: 1_795_196_392,
      forks: 23_368,
    });
  });

  test("marks a core that went offline", () => {
    const into = new SystemStatRecord();
    parseSystemStat(cursor, ...bytes("cpu  1 1 1 1\ncpu0 1 1 1 1\ncpu1 1 1 1 1\n"), into);
    parseSystemStat(cursor, ...bytes("cpu  1 1 1 1\ncpu0 1 1 1 1\n"), into);
    expect(into.coreTotal).toEqual([4, Number.NaN]);
    expect(into.onlineCores).toBe(1);
  });

  test("refuses what has no cpu line", () => {
    expect(parseSystemStat(cursor, ...bytes("intr 5\n"), new SystemStatRecord())).toBe(false);
  });
});

describe("busy percents of cores", () => {
  test("need two readings, and follow from what passed between them", () => {
    const cores = new CorePercents();
    expect(cores.update([10, 0], [100, 100])).toBeNull();
    expect(cores.update([60, 0], [200, 200])).toEqual([50, 0]);
  });

  test("are null for a core offline and begin anew when it returns", () => {
    const cores = new CorePercents();
    cores.update([10, 10], [100, 100]);
    expect(cores.update([20, Number.NaN], [200, Number.NaN])).toEqual([10, null]);
    expect(cores.update([30, 10], [300, 100])).toEqual([10, null]);
    expect(cores.update([40, 60], [400, 200])).toEqual([10, 50]);
  });

  test("stay when no tick passed, and within 0 and 100 when ticks run backwards", () => {
    const cores = new CorePercents();
    cores.update([10], [100]);
    cores.update([60], [200]);
    expect(cores.update([60], [200])).toEqual([50]);
    expect(cores.update([50], [300])).toEqual([0]);
  });
});

test("loadavg gives hundredths", () => {
  expect(parseLoadavg(cursor, ...bytes("0.05 12.30 1.00 2/345 6789\n"))).toEqual([5, 1230, 100]);
  expect(parseLoadavg(cursor, ...bytes("nonsense"))).toBeNull();
});

describe("meminfo", () => {
  const parse = (text: string): MeminfoRecord => {
    const into = new MeminfoRecord();
    parseMeminfo(cursor, ...bytes(text), into);
    return into;
  };

  test("gives bytes, and takes no line for one whose name merely begins alike", () => {
    const text =
      "MemTotal:       24684084 kB\nMemFree:        24004094 kB\nMemAvailable:   23972032 kB\nBuffers:           12 kB\nCached:          650072 kB\nSwapCached:            9 kB\nActive:          1 kB\nSwapTotal:       100 kB\nSwapFree:        90 kB\nSlab: 7 kB\nSReclaimable:    5 kB\n";
    expect(parse(text)).toEqual({
      total: 24_684_084 * 1024,
      free: 24_004_094 * 1024,
      available: 23_972_032 * 1024,
      buffers: 12 * 1024,
      cached: 650_072 * 1024,
      swapTotal: 100 * 1024,
      swapFree: 90 * 1024,
      reclaimableSlab: 5 * 1024,
    });
  });

  test("estimates what is available where the kernel does not say", () => {
    expect(
      parse("MemTotal: 100 kB\nMemFree: 10 kB\nBuffers: 5 kB\nCached: 20 kB\n").available,
    ).toBe(35 * 1024);
  });

  test("is absent where there is nothing to read", () => {
    expect(parse("").total).toBeNaN();
  });
});

test("pressure gives averages of 10 s in hundredths of a percent", () => {
  const into = { some: 0, full: 0 };
  parsePressure(
    cursor,
    ...bytes(
      "some avg10=1.53 avg60=0.87 avg300=0.73 total=1\nfull avg10=12.00 avg60=0 avg300=0 total=0\n",
    ),
    into,
  );
  expect(into).toEqual({ some: 153, full: 1200 });
  parsePressure(cursor, ...bytes("some avg10=0.07 avg60=0.00 avg300=0.00 total=1\n"), into);
  expect(into).toEqual({ some: 7, full: Number.NaN });
});

test("diskstats counts whole physical devices, in sectors of 512 bytes", () => {
  const row = (name: string): string =>
    ` 8 0 ${name} 33056 7915 100 9369 40404 43641 200 10542 0 6872 20567\n`;
  const names =
    "loop0 ram1 zram0 sr0 dm-0 md127 sda sda1 sdaa sdaa12 vda nvme0n1 nvme0n1p2 nvme0c0n1 mmcblk0 mmcblk0p1 mmcblk0boot0 xvda1".split(
      " ",
    );
  const disks = parseDiskstats(names.map(row).join(""));
  // A partition whose disk is not listed (xvda1 on some clouds) is a disk of its own.
  expect(disks.map(({ name }) => name)).toEqual(
    "sda sdaa vda nvme0n1 nvme0c0n1 mmcblk0 xvda1".split(" "),
  );
  expect(disks[0]).toEqual({ name: "sda", readBytes: 51_200, writeBytes: 102_400 });
  expect(parseDiskstats("nonsense\n")).toEqual([]);
});

test("net/dev counts all interfaces but loopback", () => {
  const text =
    "Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n    lo:  100 1 0 0 0 0 0 0  100 1 0 0 0 0 0 0\n  eth0:1234567890123 1 0 0 0 0 0 0 42 1 0 0 0 0 0 0\neth0:1: 5 1 0 0 0 0 0 0 6 1 0 0 0 0 0 0\n";
  expect(parseNetDev(text)).toEqual([
    { name: "eth0", receiveBytes: 1_234_567_890_123, transmitBytes: 42 },
    { name: "eth0:1", receiveBytes: 5, transmitBytes: 6 },
  ]);
});

test("a sum of counters never falls: they vanish, appear and begin anew", () => {
  const sum = new CounterSum();
  expect(
    sum.update([
      ["a", 100],
      ["b", 50],
    ]),
  ).toBe(150);
  expect(sum.update([["a", 110]])).toBe(160);
  expect(
    sum.update([
      ["a", 5],
      ["c", 7],
    ]),
  ).toBe(172);
  expect(
    sum.update([
      ["a", 6],
      ["c", Number.NaN],
    ]),
  ).toBe(173);
});

describe("mounts", () => {
  test("undoes octal escapes", () => {
    expect(parseMounts("/dev/sda1 /mnt/my\\040disk\\134x\\011y\\012z ext4 rw 0 0\n")).toEqual([
      { device: "/dev/sda1", path: "/mnt/my disk\\x\ty\nz", type: "ext4" },
    ]);
  });

  test("keeps file systems that hold data, once a device", () => {
    const text = [
      "proc /proc proc rw 0 0",
      "tmpfs /dev/shm tmpfs rw 0 0",
      "/dev/vda / ext4 rw 0 0",
      "/dev/vda /etc/hosts ext4 rw 0 0",
      "/dev/loop3 /snap/core squashfs ro 0 0",
      "overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0",
      "tank/home /home zfs rw 0 0",
      "server:/export /net nfs4 rw 0 0",
      "me@host:/ /mnt fuse.sshfs rw 0 0",
      "lxcfs /var/lib/lxcfs fuse.lxcfs rw 0 0",
      "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0",
      "nonsense",
    ].join("\n");
    const mounts = dataMounts(parseMounts(text));
    expect(mounts.map(({ path }) => path)).toEqual(["/", "/home", "/net", "/mnt"]);
    expect(mounts.filter(isRemote).map(({ path }) => path)).toEqual(["/net", "/mnt"]);
  });

  test("counts an overlay where it is the root", () => {
    expect(dataMounts(parseMounts("overlay / overlay rw 0 0\n"))).toHaveLength(1);
  });
});

test("passwd maps uids to the first name, and passes over what is no entry", () => {
  const names = parsePasswd(
    "root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\n+::::::\nwww:x:33:33\n:x:5:5\nbad:x:-1:0\nev\x1bil:x:7:7\n",
  );
  expect([...names]).toEqual([
    [0, "root"],
    [33, "www"],
    [7, "ev\u241Bil"],
  ]);
});

test("os-release is read with and without quotes", () => {
  const values = parseOsRelease(
    'NAME="Debian \\"X\\" Linux"\nVERSION_ID=12\n# no\nID=\'debian\'\n',
  );
  expect(values.get("NAME")).toBe('Debian "X" Linux');
  expect(values.get("VERSION_ID")).toBe("12");
  expect(values.get("ID")).toBe("debian");
});

test("cpuinfo gives the processor's name where the architecture has one", () => {
  expect(
    parseCpuModel(
      "processor\t: 0\ncpu family\t: 6\nmodel\t\t: 207\nmodel name\t: Intel(R)  Xeon(R)\n",
    ),
  ).toBe("Intel(R) Xeon(R)");
  expect(parseCpuModel("processor\t: 0\nModel\t\t: Raspberry Pi 4\n")).toBe("Raspberry Pi 4");
  expect(parseCpuModel("processor\t: 0\nBogoMIPS\t: 100\n")).toBeNull();
});
