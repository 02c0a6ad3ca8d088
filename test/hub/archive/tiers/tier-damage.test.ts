import { describe, expect, onTestFinished, test } from "vitest";
import { type TierId } from "../../../../src/hub/archive/piece.ts";
import { type Shelf } from "../../../../src/hub/archive/shelf/shelf.ts";
import { someDay, steadySamples } from "../../../support/steady-samples.ts";
import { createTiersAtWork, web } from "../../../support/tiers-at-work.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;

const setUp = async () => {
  const work = createTiersAtWork({ start: someDay + 25 * hourMs });
  onTestFinished(() => work.close());
  work.store.add(web, steadySamples(someDay, someDay + 3 * hourMs, minuteMs));
  await work.store.seal(web, someDay + 3 * hourMs);
  await work.work(minuteMs);
  return work;
};

const contentOf = async (shelf: Shelf, path: string): Promise<Buffer> =>
  (await shelf.read(path, 0, (await shelf.size(path)) ?? 0)) ?? Buffer.alloc(0);

const dropRaw = async (work: Awaited<ReturnType<typeof setUp>>): Promise<void> => {
  for (const file of await work.files("raw")) await work.shelf.remove(`default/raw/web-1/${file}`);
};

describe("a damaged tier file", () => {
  test.each([
    ["1m", "default/1m/web-1/2026-11-20T01.json.gz"],
    ["10m", "default/10m/web-1/2026-11-20.json.gz"],
  ] as const)("of %s is as if it had never been while finer ones are there", async (tier, path) => {
    const work = await setUp();
    const whole = await work.plain(tier);
    const content = await contentOf(work.shelf, path);
    const step = Math.ceil(content.length / 60);
    for (let at = 0; at < content.length; at += step) {
      const damaged = Buffer.from(content);
      damaged[at] = (damaged[at] as number) ^ 0x10;
      await work.shelf.put(path, [damaged]);
      expect(await work.plain(tier)).toEqual(whole);
    }
    await work.shelf.put(path, [content.subarray(0, content.length / 2)]);
    expect(await work.plain(tier)).toEqual(whole);
    expect(work.damages.map(({ file }) => file)).toContain(path);
  });

  test("serves what is whole of it where nothing else is left", async () => {
    const work = await setUp();
    const path = "default/1m/web-1/2026-11-20T01.json.gz";
    const content = await contentOf(work.shelf, path);
    const third = (tier: TierId) => work.plain(tier, { from: someDay, to: someDay + 3 * hourMs });
    const whole = await third("1m");
    await dropRaw(work);
    // The first header: its copy at the end serves.
    const noHeader = Buffer.from(content);
    noHeader.fill(0, 0, 40);
    await work.shelf.put(path, [noHeader]);
    expect(await third("1m")).toEqual(whole);
    expect(work.damages).toEqual([]);
    // Cut in the middle of the processes: the values of the host are in front of them.
    const host = content.readUInt32LE(16) + content.readUInt32LE(content.readUInt32LE(16) + 16);
    await work.shelf.put(path, [content.subarray(0, host + 30)]);
    const cut = await third("1m");
    expect(cut[1]?.values).toEqual(whole[1]?.values);
    expect(cut[1]?.tracks).toEqual({});
    expect(work.damages.map(({ file }) => file)).toContain(path);
    // Nothing of it is left: the other hours are served.
    await work.shelf.put(path, [Buffer.from("not a tier file")]);
    expect(await third("1m")).toEqual([whole[0], whole[2]]);
  });
});
