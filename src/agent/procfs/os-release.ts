/** Values of /etc/os-release by name: os-release(5), shell-like assignments, optionally quoted. */
export const parseOsRelease = (text: string): Map<string, string> => {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^([A-Z0-9_]+)=(.*)$/.exec(line.trim());
    if (match === null) continue;
    const raw = match[2] as string;
    const quoted = /^(["'])(.*)\1$/.exec(raw);
    const value = quoted === null ? raw : (quoted[2] as string);
    values.set(match[1] as string, value.replace(/\\(["'`$\\])/g, "$1"));
  }
  return values;
};
