/** Runs what has the same key one after the other, and the rest side by side. */
export interface KeyedTurns {
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export const createKeyedTurns = (): KeyedTurns => {
  /** The last of each key that is under way. */
  const last = new Map<string, Promise<unknown>>();
  return {
    run: (key, work) => {
      const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
      last.set(key, turn);
      const leave = (): void => {
        if (last.get(key) === turn) last.delete(key);
      };
      turn.then(leave, leave);
      return turn;
    },
  };
};
