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
export const formatCpuTime = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
  return `${Math.floor(minutes / 60)}h${pad2(minutes % 60)}:${pad2(Math.floor(seconds % 60))}`;
};

/** A percentage in at most 5 cells: `0.0`, `97.9`, `188`, `12800`. */
export const formatPercent = (percent: number): string =>
  percent < 99.95 ? percent.toFixed(1) : String(Math.round(percent));

const pad2 = (value: number): string => String(value).padStart(2, "0");

const factors: ReadonlyMap<string, number> = new Map([
  ["k", 1000],
  ["m", 1000 ** 2],
  ["g", 1000 ** 3],
  ["t", 1000 ** 4],
  ["ki", 1024],
  ["mi", 1024 ** 2],
  ["gi", 1024 ** 3],
  ["ti", 1024 ** 4],
]);
const seconds: ReadonlyMap<string, number> = new Map([
  ["ms", 0.001],
  ["s", 1],
  ["m", 60],
  ["h", 3600],
  ["d", 86_400],
  ["w", 604_800],
]);

/** What a quantity is measured in decides what its suffix means: `5m` is 5 minutes or 5 million. */
export type QuantityKind = "bytes" | "seconds" | "percent" | "plain";

/**
 * Reads `1.5G`, `512Mi`, `2h`, `90%`, `80`. Bytes: k M G T are powers of 1000 and Ki Mi Gi Ti of 1024,
 * an optional `B` behind them. undefined where it is no quantity of that kind.
 */
export const parseQuantity = (text: string, kind: QuantityKind): number | undefined => {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)$/i.exec(text);
  if (match === null) return undefined;
  const value = Number(match[1]);
  const suffix = (match[2] as string).toLowerCase();
  if (suffix === "") return value;
  if (kind === "percent") return suffix === "%" ? value : undefined;
  if (kind === "seconds") return scaled(value, seconds.get(suffix));
  if (kind === "bytes")
    return suffix === "b" ? value : scaled(value, factors.get(suffix.replace(/b$/, "")));
  return scaled(value, factors.get(suffix));
};

const scaled = (value: number, factor: number | undefined): number | undefined =>
  factor === undefined ? undefined : value * factor;
