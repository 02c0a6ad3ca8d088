export type AnswerFormat = "json" | "csv";

/** What an `Accept` header wants of a list (RFC 9110, section 12.5.1). JSON unless CSV is preferred by name. */
export const answerFormatOf = (accept: string | undefined): AnswerFormat => {
  if (accept === undefined) return "json";
  const qualities = new Map<string, number>();
  for (const range of accept.toLowerCase().split(",").slice(0, 32)) {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
    const q = parameters.find((one) => one.startsWith("q="));
    const quality = q === undefined ? 1 : Number(q.slice(2));
    if (quality >= 0 && quality <= 1) qualities.set(type, quality);
  }
  const csv = qualities.get("text/csv") ?? qualities.get("text/*") ?? 0;
  const named = qualities.get("application/json");
  const json = named ?? qualities.get("application/*") ?? qualities.get("*/*") ?? 0;
  return csv > json || (csv > 0 && csv === json && named === undefined) ? "csv" : "json";
};
