import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod/mini";
import { createDurableFile } from "../../../src/hub/documents/durable-file.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

const schema = z.object({ version: z.literal(1), names: z.array(z.string()) });

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "procmon-documents-"));
  file = join(folder, "names.json");
});
afterEach(() => rm(folder, { recursive: true }));

test("reads what was written", async () => {
  const adapter = createDurableFile(file, schema, createRecordingLogger());
  await adapter.write({ version: 1, names: ["a"] });
  expect(await adapter.read()).toEqual({ version: 1, names: ["a"] });
});

test("a document that was never written is null", async () => {
  expect(await createDurableFile(file, schema, createRecordingLogger()).read()).toBeNull();
});

test("a document cut off at any byte gives the version before, and the damaged one is kept", async () => {
  const log = createRecordingLogger();
  const adapter = createDurableFile(file, schema, log);
  await adapter.write({ version: 1, names: ["before"] });
  await adapter.write({ version: 1, names: ["after"] });
  const whole = await readFile(file);
  const before = await readFile(`${file}.bak`);
  for (let length = 0; length < whole.length - 2; length++) {
    await writeFile(file, whole);
    await writeFile(`${file}.bak`, before);
    await truncate(file, length);
    expect(await adapter.read(), `cut to ${length} bytes`).toEqual({
      version: 1,
      names: ["before"],
    });
    expect((await readFile(`${file}.bad`)).length).toBe(length);
  }
});

test("a document of another shape is damaged too", async () => {
  const log = createRecordingLogger();
  await writeFile(file, '{"version":2,"names":[]}');
  expect(await createDurableFile(file, schema, log).read()).toBeNull();
  expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
    ["error", "document damaged"],
  ]);
});

test("a crash between the two renames leaves the version before", async () => {
  const adapter = createDurableFile(file, schema, createRecordingLogger());
  await adapter.write({ version: 1, names: ["before"] });
  await writeFile(`${file}.bak`, await readFile(file));
  await rm(file);
  expect(await adapter.read()).toEqual({ version: 1, names: ["before"] });
});
