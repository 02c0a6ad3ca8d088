/** The first ten names of a list that may be long, and how many more there are. */
export const listNames = (names: readonly string[]): string =>
  names.length <= 10
    ? names.join(", ")
    : `${names.slice(0, 10).join(", ")} and ${names.length - 10} more`;
