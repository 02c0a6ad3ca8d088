/** The value of a flag, or an error that says what was expected. */
export const wholeNumber = (flag: string, text: string, least: number, most: number): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(
      `--${flag}: expected a whole number from ${least} to ${most}, got ${text}`,
    );
  return value;
};
