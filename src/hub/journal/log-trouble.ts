/** What an error of the system at the log means, as `trouble` tells it. */
export const troubleOf = (error: Error): string => {
  const code = (error as NodeJS.ErrnoException).code ?? error.message;
  return `the log cannot be written: ${reasons[code] ?? "the system refuses"} (${code})`;
};

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the quota on the disk is used up",
  EROFS: "the file system is read-only",
  EIO: "the disk reports an error",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  ENOENT: "the data folder is gone",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
};
