import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fileSource } from "../../../src/cli/settings/file-source.ts";
import { hubSettings } from "../../../src/cli/settings/hub-settings.ts";
import { resolveSettings } from "../../../src/cli/settings/resolve-settings.ts";

const read = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

describe.each(["README.md", "docs/config.md"])("%s", (path) => {
  const examples = [...read(path).matchAll(/```yaml\n([^`]*)```/g)].map(
    ([, text]) => text as string,
  );

  test("has a file of settings that is valid, and changes something", () => {
    expect(examples.length).toBeGreaterThan(0);
    for (const text of examples) {
      const source = fileSource(hubSettings, text, path);
      resolveSettings(hubSettings, [source]);
      expect(source.given.size).toBeGreaterThan(3);
    }
  });
});

test("docs/config.md has a row for every setting, with what it takes and its default", () => {
  const rows = read("docs/config.md").match(/^\| `.*$/gm) ?? [];
  for (const [key, { takes, default: preset }] of Object.entries(hubSettings)) {
    const row = rows.find((one) => one.startsWith(`| \`${key}\` `));
    expect(row, key).toContain(takes);
    if (typeof preset === "string") expect(row, key).toContain(`\`${preset}\``);
  }
});
