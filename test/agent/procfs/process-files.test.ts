import { describe, expect, test } from "vitest";
import { parseAuxv } from "../../../src/agent/procfs/auxv.ts";
import { ByteCursor } from "../../../src/agent/procfs/byte-cursor.ts";
import { containerIdOf, parseCgroup } from "../../../src/agent/procfs/cgroup.ts";
import { cutArguments, parseCmdline } from "../../../src/agent/procfs/cmdline.ts";
import { parseIo } from "../../../src/agent/procfs/io.ts";
import { parseOpenFileLimit } from "../../../src/agent/procfs/open-file-limit.ts";
import { parseSchedstat } from "../../../src/agent/procfs/schedstat.ts";
import { parseStatm } from "../../../src/agent/procfs/statm.ts";
import { ttyName } from "../../../src/agent/procfs/tty.ts";
import { limits } from "../../../src/protocol/limits.ts";

const cursor = new ByteCursor();
const bytes = (text: string): [Buffer, number] => {
  // A shared buffer holds what was read before.
  const content = Buffer.from(text);
  return [Buffer.concat([content, Buffer.from("999 999\nread_bytes: 999\n")]), content.length];
};

test("schedstat gives the nanoseconds on a CPU", () => {
  expect(parseSchedstat(cursor, ...bytes("123456789012 34567 890\n"))).toBe(123_456_789_012);
  expect(parseSchedstat(cursor, ...bytes(""))).toBeNaN();
});

test("statm gives the resident pages", () => {
  expect(parseStatm(cursor, ...bytes("765 388 299 5 0 113 0\n"))).toBe(388);
  expect(parseStatm(cursor, ...bytes("0 0 0 0 0 0 0\n"))).toBe(0);
  expect(parseStatm(cursor, ...bytes("765"))).toBeNaN();
});

describe("io", () => {
  const parse = (text: string): { readBytes: number; writeBytes: number } => {
    const into = { readBytes: 1, writeBytes: 1 };
    parseIo(cursor, ...bytes(text), into);
    return into;
  };

  test("gives what went to and from storage, not what was cancelled or cached", () => {
    const text =
      "rchar: 4292\nwchar: 4\nsyscr: 13\nsyscw: 1\nread_bytes: 2170880\nwrite_bytes: 1380352\ncancelled_write_bytes: 77\n";
    expect(parse(text)).toEqual({ readBytes: 2_170_880, writeBytes: 1_380_352 });
  });

  test("is absent where a kernel does not account", () => {
    expect(parse("rchar: 4292\nwchar: 4\n")).toEqual({
      readBytes: Number.NaN,
      writeBytes: Number.NaN,
    });
  });
});

describe("cmdline", () => {
  const parse = (content: string | Buffer): string[] => {
    const buffer = Buffer.from(content);
    return parseCmdline(Buffer.concat([buffer, Buffer.from("rest\0")]), buffer.length);
  };

  test.each<[string, string | Buffer, string[]]>([
    ["nothing", "", []],
    ["one argument", "bash\0", ["bash"]],
    ["arguments", "sh\0-c\0echo a b\0", ["sh", "-c", "echo a b"]],
    ["an empty argument within", "a\0\0b\0", ["a", "", "b"]],
    ["an empty argument at the end", "sh\0-c\0\0", ["sh", "-c", ""]],
    ["a title padded with NULs", "nginx: master process\0\0\0\0\0\0", ["nginx: master process"]],
    ["a title without NUL", "sshd: me [priv]", ["sshd: me [priv]"]],
    ["a title of NULs", "\0\0\0\0", []],
    ["a made-up line of ps", "a\n  1 root init\0", ["a\u240A  1 root init"]],
    ["an escape sequence", "\x1b]0;x\x07\0", ["\u241B]0;x\u2407"]],
    ["invalid UTF-8", Buffer.from([0x61, 0xff, 0xc3, 0]), ["a\uFFFD\uFFFD"]],
    ["a character of two bytes", "é\0", ["é"]],
  ])("reads %s", (_, content, expected) => {
    expect(parse(content)).toEqual(expected);
  });

  test("cuts the characters of all arguments together, inside the argument that is too long", () => {
    const cut = cutArguments(["a".repeat(4000), "b".repeat(200), "c"]);
    expect(cut).toEqual(["a".repeat(4000), "b".repeat(96)]);
    expect(cut.join("")).toHaveLength(limits.cmdlineLength);
  });

  test("never cuts a character in half", () => {
    expect(cutArguments(["a".repeat(4095), "\u{1F600}"])).toEqual(["a".repeat(4095), ""]);
  });

  test("cuts the number of arguments", () => {
    expect(parse("a\0".repeat(1000))).toHaveLength(limits.cmdlineArgs);
  });
});

describe("cgroup", () => {
  const parse = (text: string): string | null => parseCgroup(...bytes(text));
  const id = "0123456789abcdef".repeat(4);

  test.each<[string, string, string | null]>([
    ["the unified hierarchy", "0::/user.slice/session-1.scope\n", "/user.slice/session-1.scope"],
    ["the root", "0::/\n", "/"],
    ["the unified line of a hybrid host", "9:name=systemd:/a/b/c\n1:cpu:/\n0::/x\n", "/x"],
    [
      "the longest of version 1 beside a bare root",
      "8:pids:/\n4:memory:/docker/abc\n0::/\n",
      "/docker/abc",
    ],
    ["version 1 alone", "2:cpu,cpuacct:/\n1:memory:/lxc/a\n", "/lxc/a"],
    ["a path with colons", "0::/a:b:c\n", "/a:b:c"],
    ["a path outside the namespace", "0::/../../other\n", "/../../other"],
    ["a deleted group", "0::/a (deleted)\n", "/a (deleted)"],
    ["an escape in the path", "0::/a\x1b[2J\n", "/a\u241B[2J"],
    ["nothing", "", null],
    ["nonsense", "nonsense\n", null],
  ])("reads %s", (_, text, expected) => {
    expect(parse(text)).toBe(expected);
  });

  test.each<[string, string, string | null]>([
    ["Docker on cgroupfs", `/docker/${id}`, id],
    ["Docker on systemd", `/system.slice/docker-${id}.scope`, id],
    [
      "containerd in Kubernetes",
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-${id}.scope`,
      id,
    ],
    [
      "containerd with a prefix",
      `/system.slice/containerd.service/kubepods-pod9:cri-containerd:${id}`,
      id,
    ],
    ["CRI-O", `/kubepods.slice/crio-${id}.scope/container`, id],
    ["Podman", `/machine.slice/libpod-${id}.scope/container`, id],
    ["Kubernetes on cgroupfs", `/kubepods/burstable/pod1234/${id}`, id],
    ["a container within a container", `/docker/${id}/docker/${"f".repeat(64)}`, "f".repeat(64)],
    ["no container", "/system.slice/ssh.service", null],
    ["63 digits", `/docker/${id.slice(1)}`, null],
    ["65 digits", `/docker/${id}0`, null],
    ["a unit that merely contains digits", `/system.slice/x${id}.service`, null],
  ])("finds the container of %s", (_, path, expected) => {
    expect(containerIdOf(path)).toBe(expected);
  });
});

test.each<[number, string | null]>([
  [0, null],
  [34_816, "pts/0"],
  [34_819, "pts/3"],
  [(136 << 8) | (300 & 0xff) | ((300 & 0xfff00) << 12), "pts/300"],
  [(137 << 8) | 1, "pts/257"],
  [(4 << 8) | 1, "tty1"],
  [(4 << 8) | 64, "ttyS0"],
  [(5 << 8) | 1, "console"],
  [(204 << 8) | 64, "ttyAMA0"],
  [(188 << 8) | 2, "ttyUSB2"],
  [(229 << 8) | 0, "hvc0"],
  [(250 << 8) | 3, "250:3"],
])("terminal %i is %s", (device, name) => {
  expect(ttyName(device)).toBe(name);
});

describe("auxv", () => {
  const vector = (...words: bigint[]): [Buffer, number] => {
    const buffer = Buffer.alloc(words.length * 8);
    words.forEach((word, i) => buffer.writeBigUInt64LE(word, i * 8));
    return [buffer, buffer.length];
  };

  test("gives ticks and page size", () => {
    expect(parseAuxv(...vector(33n, 1n, 6n, 16_384n, 17n, 250n, 0n, 0n))).toEqual({
      pageSize: 16_384,
      clockTicks: 250,
    });
  });

  test("takes the usual values where they are missing", () => {
    expect(parseAuxv(...vector(0n, 0n))).toEqual({ pageSize: 4096, clockTicks: 100 });
  });
});

test.each<[string, number]>([
  ["Max open files            1024                 524288               files     \n", 1024],
  [
    "Max open files            unlimited            unlimited            files     \n",
    Number.POSITIVE_INFINITY,
  ],
  ["Max processes             1024                 524288               processes \n", Number.NaN],
])("limits: %j", (text, expected) => {
  expect(parseOpenFileLimit(text)).toBe(expected);
});
