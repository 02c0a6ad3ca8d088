/** Labels of the processor's name by architecture: x86, then arm, riscv, power, s390. */
const labels = ["model name", "Model", "Hardware", "uarch", "cpu", "vendor_id"];

/** The brand name of the first processor in /proc/cpuinfo, or null where it gives none (most of arm64). */
export const parseCpuModel = (text: string): string | null => {
  for (const label of labels) {
    const match = new RegExp(`^${label}\\s*:[ \\t]*(\\S.*)$`, "m").exec(text);
    if (match !== null) return (match[1] as string).trim().replace(/\s+/g, " ");
  }
  return null;
};
