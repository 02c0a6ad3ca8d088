import { Document, Scalar, YAMLSeq } from "yaml";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { type Settings } from "./resolve-settings.ts";
import { type RawValue, type SettingTable } from "./setting.ts";

/**
 * The effective settings as YAML that can be read back, behind each value the place it comes from.
 * Secrets are masked.
 */
export const printSettings = <Table extends SettingTable>(
  table: Table,
  { effective }: Settings<Table>,
): string => {
  const document = new Document({});
  for (const [key, { raw, origin }] of effective) {
    const mask = table[key]?.mask;
    const shown = mask === undefined || typeof raw !== "string" ? raw : mask(raw);
    const node = nodeOf(shown);
    node.comment = ` ${raw === undefined ? "not set" : makeSafeText(origin)}`;
    document.setIn(key.split("."), node);
  }
  return document.toString({ lineWidth: 0, nullStr: "" });
};

const nodeOf = (raw: RawValue | undefined): Scalar | YAMLSeq => {
  if (raw === undefined) return new Scalar(null);
  if (typeof raw === "string") return new Scalar(plainValue(raw));
  const list = new YAMLSeq();
  list.flow = true;
  list.items = raw.map((item) => new Scalar(plainValue(item)));
  return list;
};

/** What would be read back as a number or a boolean needs no quotes. */
const plainValue = (text: string): string | number | boolean => {
  if (text === "true" || text === "false") return text === "true";
  return String(Number(text)) === text ? Number(text) : text;
};
