/**
 * Text that came from a host, made safe for a terminal, a log line and a JSON reader.
 *
 * - C0 controls and DEL become their control pictures (U+2400 block), so a newline or an escape in a
 *   process name stays visible and is one cell wide.
 * - C1 controls, lone surrogates and noncharacters become U+FFFD.
 * - Bidirectional controls (U+202A-E, U+2066-9, U+061C, U+200E/F), zero-width characters, tags,
 *   variation selectors, fillers, line separators and the byte order mark are removed: they hide text
 *   or move it.
 *
 * Idempotent. Text of plain characters returns unchanged and costs one regular expression test.
 */
export const makeSafeText = (text: string): string => {
  if (allPlain.test(text)) return text;
  return (
    text
      // First, or removing what stands between two lone surrogates would join them.
      .replace(unrenderable, "\uFFFD")
      .replace(invisible, "")
      .replace(controls, (c) => controlPicture(c.charCodeAt(0)))
  );
};

/** Whether `makeSafeText` would leave the text as it is. */
export const isSafeText = (text: string): boolean =>
  allPlain.test(text) ||
  !(hasInvisible.test(text) || hasControl.test(text) || hasUnrenderable.test(text));

/**
 * Units of UTF-16 that are in none of the classes below; of those next to them, some are left out too. It
 * knows no surrogates, so it needs no `u` and no search for lone ones.
 */
const allPlain =
  /^[\x20-\x7E\xA0-\xAC\xAE-\u02FF\u0370-\u061B\u061D-\u115E\u1161-\u17B3\u1810-\u200A\u2010-\u2027\u202F-\u205F\u2070-\u3163\u3165-\uD7FF\uE000-\uFDCF\uFDF0-\uFDFF\uFE10-\uFEFE\uFF00-\uFF9F\uFFA1-\uFFEF\uFFFC\uFFFD]*$/;

// biome-ignore format: one class per line reads better than a wrapped one
const invisibleClass =
  "[\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFFB\\u{E0000}-\\u{E0FFF}\\u{1D173}-\\u{1D17A}]";
const unrenderableClass = "[\\x80-\\x9F]|\\p{Surrogate}|\\p{Noncharacter_Code_Point}";

const invisible = new RegExp(invisibleClass, "gu");
const hasInvisible = new RegExp(invisibleClass, "u");
const unrenderable = new RegExp(unrenderableClass, "gu");
const hasUnrenderable = new RegExp(unrenderableClass, "u");
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controls = /[\x00-\x1F\x7F]/g;
// oxlint-disable-next-line no-control-regex -- as above
const hasControl = /[\x00-\x1F\x7F]/;

const controlPicture = (code: number): string =>
  String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
