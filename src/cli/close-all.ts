/** Closes the last opened first, all of them: one that fails is told to `onFault` and stops no other. */
export const closeAll = async (
  closes: readonly (() => Promise<void> | void)[],
  onFault: (fault: unknown) => void,
): Promise<void> => {
  for (const close of closes.toReversed()) {
    try {
      await close();
    } catch (error) {
      onFault(error);
    }
  }
};
