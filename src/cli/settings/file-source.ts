import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
} from "yaml";
import { nearestName } from "../../protocol/nearest-name.ts";
import {
  type GivenValue,
  namesOf,
  type RawValue,
  type SettingSource,
  type SettingTable,
} from "./setting.ts";

/** Items of a list that are looked at. */
const mostItems = 1000;

/** What a file of YAML, and so of JSON, gives. `name` is how messages call it. */
export const fileSource = (table: SettingTable, text: string, name: string): SettingSource => {
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      version: "1.2",
      schema: "core",
      resolveKnownTags: false,
      merge: false,
      stringKeys: true,
      uniqueKeys: true,
      prettyErrors: false,
      lineCounter: lines,
    });
  } catch (error) {
    // The parser calls itself once a level: a file of brackets alone ends in a RangeError.
    const reason = error instanceof RangeError ? "less nesting" : "YAML";
    return { given: new Map(), faults: [`expected ${reason} in ${name}`] };
  }
  const place = (offset: number | undefined): string => {
    const { line, col } = lines.linePos(offset ?? 0);
    return `${name}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  // A tag that nobody knows is a warning to the parser.
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) {
    const faults = errors.map(({ message, pos }) => `${place(pos[0])}: ${firstLine(message)}`);
    return { given: new Map(), faults };
  }
  const given = new Map<string, GivenValue>();
  const faults: string[] = [];
  const names = settingNames(table);

  const take = (key: string, node: Node): void => {
    const origin = place(node.range?.[0]);
    const raw = rawValue(node, document);
    const former = given.get(key);
    if (raw === undefined) faults.push(`${key}: expected ${takes(table, key)}, at ${origin}`);
    else if (former !== undefined)
      faults.push(`${key}: expected it once, got it at ${former.origin} and ${origin}`);
    else given.set(key, { raw, origin });
  };
  const walk = (node: Node, path: string): void => {
    if (!isMap(node)) {
      faults.push(
        `${path || "the file"}: expected ${below(names, path)}, at ${place(node.range?.[0])}`,
      );
      return;
    }
    for (const { key, value } of node.items as readonly Pair<Scalar<string>, Node | null>[]) {
      const full = path === "" ? key.value : `${path}.${key.value}`;
      const resolved = isAlias(value) ? value.resolve(document) : value;
      const setting = names.get(full);
      const isParent = [...names.keys()].some((one) => one.startsWith(`${full}.`));
      if (setting === undefined && !isParent)
        faults.push(unknownKey(names, full, path, place(key.range?.[0])));
      else if (resolved === undefined)
        faults.push(`${full}: expected an anchor for its alias, at ${place(value?.range?.[0])}`);
      else if (resolved === null || isEmpty(resolved)) continue;
      else if (isParent && (isMap(resolved) || setting === undefined)) walk(resolved, full);
      else if (setting !== undefined) take(setting, resolved);
    }
  };
  if (document.contents !== null && !isEmpty(document.contents)) walk(document.contents, "");
  return { given, faults };
};

/** Key of the setting by each name that is accepted for it. */
const settingNames = (table: SettingTable): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(table).flatMap(([key, setting]) =>
      namesOf(key, setting).map((name) => [name, key] as const),
    ),
  );

const takes = (table: SettingTable, key: string): string => table[key]?.takes ?? "a value";

/** The keys of one level, as a message lists them. */
const keysBelow = (names: ReadonlyMap<string, string>, path: string): string[] => {
  const start = path === "" ? "" : `${path}.`;
  const own = [...names.keys()].filter((name) => name.startsWith(start));
  return [...new Set(own.map((name) => name.slice(start.length).split(".", 1)[0] as string))];
};

const below = (names: ReadonlyMap<string, string>, path: string): string =>
  `a mapping with ${path === "" ? "keys of docs/config.md" : keysBelow(names, path).join(", ")}`;

const unknownKey = (
  names: ReadonlyMap<string, string>,
  full: string,
  path: string,
  origin: string,
): string => {
  const keys = keysBelow(names, path);
  const near =
    nearestName(full.slice(path === "" ? 0 : path.length + 1), keys) ??
    nearestName(full, [...names.keys()]);
  const meant = near === undefined ? `; there are ${keys.join(", ")}` : `; did you mean ${near}?`;
  return `${JSON.stringify(full.slice(0, 128))} is no setting, at ${origin}${meant}`;
};

/** `key:` without a value counts as not given. */
const isEmpty = (node: Node): boolean => isScalar(node) && node.value === null;

/** The text of a scalar as it stands in the file, or those of a list; undefined for anything else. */
const rawValue = (node: Node, document: Document): RawValue | undefined => {
  if (isScalar(node)) return typeof node.value === "string" ? node.value : (node.source ?? "");
  if (!isSeq(node)) return undefined;
  // To resolve an alias costs a walk over the file; no list may be that long.
  const items = node.items
    .slice(0, mostItems)
    .map((item) => (isAlias(item) ? item.resolve(document) : item));
  return items.every(isScalar)
    ? items.map((item) => rawValue(item, document) as string)
    : undefined;
};

const firstLine = (message: string): string => message.split("\n", 1)[0] as string;
