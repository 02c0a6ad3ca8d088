/** The soft limit of open files in /proc/self/limits; Infinity where there is none, NaN where it is not given. */
export const parseOpenFileLimit = (text: string): number => {
  const match = /^Max open files\s+(\d+|unlimited)\s/m.exec(text);
  if (match === null) return Number.NaN;
  return match[1] === "unlimited" ? Number.POSITIVE_INFINITY : Number(match[1]);
};
