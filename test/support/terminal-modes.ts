/** The DEC private modes that were set or reset in a program's output, with how they were left. */
export const lastModes = (bytes: string): Record<string, "h" | "l"> => {
  const modes: Record<string, "h" | "l"> = {};
  for (const sequence of bytes.split("\x1b[?").slice(1)) {
    const [, numbers = "", how] = /^([\d;]+)([hl])/.exec(sequence) ?? [];
    for (const number of numbers.split(";"))
      if (how !== undefined) modes[number] = how as "h" | "l";
  }
  return modes;
};

/** Every mode as a program finds it: the main screen, a cursor, wrapping lines, no reports. */
export const restoredModes = {
  1049: "l",
  25: "h",
  7: "h",
  2004: "l",
  1004: "l",
  2026: "l",
} as const;
