/** One line of /proc/self/mounts. */
export interface MountEntry {
  readonly device: string;
  readonly path: string;
  readonly type: string;
}

/** Reads /proc/self/mounts, as fstab(5): space, tab, newline and backslash stand as octal escapes. */
export const parseMounts = (text: string): MountEntry[] =>
  text.split("\n").flatMap((line) => {
    const [device, path, type] = line.split(" ");
    if (device === undefined || path === undefined || type === undefined) return [];
    return [{ device: unescapeOctal(device), path: unescapeOctal(path), type }];
  });

const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );

/** Types of file systems on other machines: a call on one may hang for as long as its server does. */
const remoteType =
  /^(?:nfs4?|cifs|smb3|smbfs|ceph|glusterfs|lustre|afs|9p|beegfs|gpfs|ocfs2|fuse\..+)$/;

export const isRemote = ({ type }: MountEntry): boolean => remoteType.test(type);

/** Images that are always full, and types without a device that keep what is written to them. */
const imageType = /^(?:squashfs|erofs|iso9660|udf|cramfs)$/;
const dataType = /^(?:zfs|btrfs|bcachefs|virtiofs|ubifs)$/;

/**
 * The file systems that hold data, one entry a device: the first mount, as bind mounts come later.
 * An overlay counts where it is the root, as in a container.
 */
export const dataMounts = (entries: readonly MountEntry[]): MountEntry[] => {
  const byDevice = new Map<string, MountEntry>();
  for (const entry of entries) {
    const holdsData =
      !imageType.test(entry.type) &&
      (entry.device.startsWith("/dev/") ||
        dataType.test(entry.type) ||
        (isRemote(entry) && !/^fuse\.(?:lxcfs|portal|gvfsd-fuse|snapfuse)$/.test(entry.type)) ||
        (entry.type === "overlay" && entry.path === "/"));
    if (holdsData && !byDevice.has(entry.device)) byDevice.set(entry.device, entry);
  }
  return [...byDevice.values()];
};
