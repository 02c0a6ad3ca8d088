/** A bar: the highest or lowest value that counts as good. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

export const goalText = (goal: Goal | undefined, unit = ""): string => {
  if (goal === undefined) return "";
  return "atMost" in goal ? `<= ${goal.atMost}${unit}` : `>= ${goal.atLeast}${unit}`;
};

export const verdict = (value: number, goal: Goal | undefined): string => {
  if (goal === undefined || Number.isNaN(value)) return "";
  const holds = "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
  return holds ? "ok" : "MISSED";
};
