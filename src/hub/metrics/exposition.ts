/** One series: its labels as text, `{host="web-1"}`, and its value; NaN where absent. */
export interface Sample {
  readonly labels: string;
  readonly value: number;
}

/** A metric in the text format that Prometheus scrapes (version 0.0.4); empty where no series has a value. */
export const expositionOf = (
  metric: { readonly name: string; readonly type: "counter" | "gauge"; readonly help: string },
  samples: Iterable<Sample>,
): string => {
  let text = "";
  for (const { labels, value } of samples)
    if (!Number.isNaN(value)) text += `${metric.name}${labels} ${value}\n`;
  return text === ""
    ? ""
    : `# HELP ${metric.name} ${escapeHelp(metric.help)}\n# TYPE ${metric.name} ${metric.type}\n${text}`;
};

/** `{host="web-1",group="sh"}`. An empty value is the same as no label. */
export const labelsOf = (labels: Readonly<Record<string, string>>): string => {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return `{${parts.join(",")}}`;
};

const escapeLabel = (value: string): string =>
  value.replaceAll(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));

const escapeHelp = (help: string): string => help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
