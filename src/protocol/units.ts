/** Bytes in at most 5 cells, binary units as in htop: `999`, `1.2K`, `13M`, `1023G`. */
export const formatBytes = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit++;
  }
  if (unit === 0) return String(Math.round(value));
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)}${byteUnits[unit]}`;
};
const byteUnits = ["", "K", "M", "G", "T", "P", "E"];

/** Seconds in at most 6 cells: `4s`, `12m30`, `3h12`, `5d07h`, `120d`. */
export const formatDuration = (seconds: number): string => {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m${pad2(s % 60)}`;
  if (s < 86_400) return `${Math.floor(s / 3600)}h${pad2(Math.floor(s / 60) % 60)}`;
  const days = Math.floor(s / 86_400);
  return days < 100 ? `${days}d${pad2(Math.floor(s / 3600) % 24)}h` : `${days}d`;
};

/** CPU time as top shows it: `0:04.21`, `17:09.33`, `3h12:44`. */
export const formatCpuTime = (cpuSeconds: number): string => {
  // Rounded before it is split, or 59.999 would read 0:60.00.
  const seconds = Math.round(cpuSeconds * 100) / 100;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
  return `${Math.floor(minutes / 60)}h${pad2(minutes % 60)}:${pad2(Math.floor(seconds % 60))}`;
};

/** A percentage in at most 5 cells: `0.0`, `97.9`, `188`, `12800`. */
export const formatPercent = (percent: number): string =>
  percent < 99.95 ? percent.toFixed(1) : String(Math.round(percent));

const pad2 = (value: number): string => String(value).padStart(2, "0");

/** The largest decimal one first, then the largest binary one: the order in which one is printed. */
const factors: ReadonlyMap<string, number> = new Map([
  ["p", 1000 ** 5],
  ["t", 1000 ** 4],
  ["g", 1000 ** 3],
  ["m", 1000 ** 2],
  ["k", 1000],
  ["pi", 1024 ** 5],
  ["ti", 1024 ** 4],
  ["gi", 1024 ** 3],
  ["mi", 1024 ** 2],
  ["ki", 1024],
]);
const durations: ReadonlyMap<string, number> = new Map([
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
]);

/** What a quantity is measured in decides what its suffix means: `5m` is 5 minutes or 5 million. */
export type QuantityKind = "bytes" | "seconds" | "milliseconds" | "percent" | "plain";

/**
 * Reads `1.5G`, `512Mi`, `2h`, `90%`, `80`. Bytes: k M G T P are powers of 1000 and Ki Mi Gi Ti Pi of
 * 1024, an optional `B` behind them. A number without a suffix is in the unit that the kind names.
 * undefined where it is no finite quantity of that kind.
 */
export const parseQuantity = (text: string, kind: QuantityKind): number | undefined => {
  const match = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)$/i.exec(text);
  if (match === null) return undefined;
  const factor = factorOf((match[2] as string).toLowerCase(), kind);
  if (factor === undefined) return undefined;
  const value = Number(match[1]) * factor;
  return Number.isFinite(value) ? value : undefined;
};

const factorOf = (suffix: string, kind: QuantityKind): number | undefined => {
  if (suffix === "") return 1;
  switch (kind) {
    case "percent":
      return suffix === "%" ? 1 : undefined;
    case "milliseconds":
      return durations.get(suffix);
    case "seconds": {
      const milliseconds = durations.get(suffix);
      return milliseconds === undefined ? undefined : milliseconds / 1000;
    }
    case "bytes":
      return suffix === "b" ? 1 : factors.get(suffix.replace(/b$/, ""));
    case "plain":
      return factors.get(suffix);
  }
};

/** A quantity that `parseQuantity` reads back exactly, with the suffix that leaves a whole number. */
export const formatQuantity = (value: number, kind: QuantityKind): string => {
  if (kind === "percent") return `${value}%`;
  if (kind === "plain") return String(value);
  const isTime = kind === "seconds" || kind === "milliseconds";
  for (const suffix of (isTime ? durations : factors).keys()) {
    const count = value / (factorOf(suffix, kind) as number);
    if (Number.isSafeInteger(count) && count !== 0) {
      const text = `${count}${isTime ? suffix : suffix.charAt(0).toUpperCase() + suffix.slice(1)}`;
      if (parseQuantity(text, kind) === value) return text;
    }
  }
  return String(value);
};
