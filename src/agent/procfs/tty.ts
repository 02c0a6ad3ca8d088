/** Name series by major number: Documentation/admin-guide/devices.txt. */
const series: readonly (readonly [major: number, firstMinor: number, name: string])[] = [
  [4, 64, "ttyS"],
  [4, 0, "tty"],
  [166, 0, "ttyACM"],
  [188, 0, "ttyUSB"],
  [204, 64, "ttyAMA"],
  [229, 0, "hvc"],
];

const PTS_FIRST = 136;
const PTS_LAST = 143;

/**
 * The name of the controlling terminal in field 7 (tty_nr) of stat, a device number as the kernel packs
 * it (new_encode_dev in include/linux/kdev_t.h). null for 0, no terminal; `major:minor` where unknown.
 */
export const ttyName = (device: number): string | null => {
  if (device === 0) return null;
  const major = (device >>> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  if (major >= PTS_FIRST && major <= PTS_LAST) return `pts/${(major - PTS_FIRST) * 256 + minor}`;
  if (major === 5 && minor === 0) return "tty";
  if (major === 5 && minor === 1) return "console";
  for (const [seriesMajor, firstMinor, name] of series)
    if (major === seriesMajor && minor >= firstMinor) return `${name}${minor - firstMinor}`;
  return `${major}:${minor}`;
};
