import { limits } from "../../protocol/limits.ts";
import { decodeText } from "./decode-text.ts";

/**
 * The path of a process in the control group hierarchy, from /proc/PID/cgroup
 * (Documentation/admin-guide/cgroup-v2.rst): the unified one, line `0::`. Where that is the root and
 * version 1 hierarchies are mounted beside it (hybrid), the longest of theirs, which says more. A path
 * seen from inside a cgroup namespace may begin with `/..`. null where there is none.
 */
export const parseCgroup = (bytes: Buffer, length: number): string | null => {
  const lines = decodeLines(bytes, length);
  let unified: string | null = null;
  let longest: string | null = null;
  for (const line of lines) {
    const first = line.indexOf(":");
    const second = line.indexOf(":", first + 1);
    if (first < 1 || second < 0) continue;
    const path = line.slice(second + 1);
    if (line.startsWith("0::")) unified = path;
    else if (longest === null || path.length > longest.length) longest = path;
  }
  if (unified === null || (unified === "/" && longest !== null)) return longest;
  return unified;
};

const decodeLines = (bytes: Buffer, length: number): string[] => {
  const lines: string[] = [];
  let from = 0;
  while (from < length) {
    let to = bytes.indexOf(0x0a, from);
    if (to < 0 || to > length) to = length;
    lines.push(decodeText(bytes, from, to, limits.pathLength));
    from = to + 1;
  }
  return lines;
};

/**
 * `/docker/<id>`, `/system.slice/docker-<id>.scope`, `cri-containerd-<id>.scope`, `crio-<id>.scope`,
 * `libpod-<id>.scope`, `/kubepods/.../<id>`: whatever the runtime, 64 hexadecimal digits of their own.
 */
const containerId = /(?:^|[/:-])([0-9a-f]{64})(?=$|[/.])/g;

/** The container a control group belongs to, the innermost of nested ones; null outside containers. */
export const containerIdOf = (cgroup: string): string | null => {
  let last: string | null = null;
  for (const match of cgroup.matchAll(containerId)) last = match[1] as string;
  return last;
};
