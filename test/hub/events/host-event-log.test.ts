import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFileShelf } from "../../../src/hub/archive/shelf/file-shelf.ts";
import { createMemoryShelf } from "../../../src/hub/archive/shelf/memory-shelf.ts";
import { type Shelf } from "../../../src/hub/archive/shelf/shelf.ts";
import { openHostEventLog } from "../../../src/hub/events/host-event-log.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

const dayMs = 86_400_000;
const noon = Date.parse("2026-11-20T12:00:00Z");
const always = { from: 0, to: 2 * noon };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "procmon-events-"));
});
afterEach(() => rm(folder, { recursive: true }));

const openLog = async ({
  shelf = createFileShelf(folder),
  clock = createFakeClock(noon),
}: {
  shelf?: Shelf;
  clock?: ReturnType<typeof createFakeClock>;
} = {}) => {
  const log = createRecordingLogger();
  const events = await openHostEventLog({
    shelf,
    tenant: "default",
    maxAgeMs: 10 * dayMs,
    clock,
    log,
  });
  return { events, log, clock };
};
const up = (time: number, host = "web-1") =>
  ({ time, kind: "host_up", host, since: null }) as const;
const fileOf = (day: string): string => join(folder, "default/events", `${day}.ndjson`);

describe("the log of host events", () => {
  test("gives back what was added, at once and after it was opened anew", async () => {
    const { events } = await openLog();
    const added = [
      events.add(up(noon)),
      events.add(up(noon + dayMs)),
      events.add(up(noon - dayMs)),
    ];
    const expected = added.sort((a, b) => a.time - b.time);
    expect(await events.read(always)).toEqual(expected);
    await events.close();
    const again = await openLog();
    expect(await again.events.read(always)).toEqual(expected);
    expect(await again.events.read({ from: noon, to: noon })).toEqual([expected[1]]);
    expect(again.events.last).toEqual(expected[2]);
    expect(await again.events.begin()).toBe(Date.parse("2026-11-19"));
  });

  test("gives every event an id of its own", async () => {
    const { events } = await openLog();
    const ids = [events.add(up(noon)), events.add(up(noon)), events.add(up(noon, "b"))].map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(3);
    await events.close();
  });

  test("cuts a torn last line wherever it broke, and goes on behind it", async () => {
    const { events } = await openLog();
    const first = events.add(up(noon));
    events.add(up(noon + 1, "web-2"));
    await events.close();
    const whole = await readFile(fileOf("2026-11-20"));
    const firstEnd = whole.indexOf("\n") + 1;
    for (let end = firstEnd; end < whole.length; end++) {
      await writeFile(fileOf("2026-11-20"), whole.subarray(0, end));
      const again = await openLog();
      const third = again.events.add(up(noon + 2));
      await again.events.close();
      expect(await again.events.read(always)).toEqual([first, third]);
      expect(again.events.damages).toHaveLength(end === firstEnd ? 0 : 1);
    }
  });

  test("passes over a damaged line and says so once", async () => {
    const { events } = await openLog();
    const added = [1, 2, 3].map((n) => events.add(up(noon + n)));
    await events.close();
    const bytes = await readFile(fileOf("2026-11-20"));
    const place = bytes.indexOf("\n") + 60;
    bytes[place] = (bytes[place] as number) ^ 1;
    await writeFile(fileOf("2026-11-20"), bytes);
    const again = await openLog();
    for (let n = 0; n < 3; n++)
      expect(await again.events.read(always)).toEqual([added[0], added[2]]);
    expect(again.events.damages).toEqual([
      { file: "default/events/2026-11-20.ndjson", reason: "1 of 3 lines are damaged" },
    ]);
    expect(again.log.lines.filter(({ level }) => level === "error")).toHaveLength(1);
  });

  test("starts and serves the other days where a file cannot be read", async () => {
    const { events } = await openLog();
    const before = events.add(up(noon - dayMs));
    await events.close();
    await mkdir(fileOf("2026-11-20"));
    const again = await openLog();
    expect(await again.events.read(always)).toEqual([before]);
    const after = again.events.add(up(noon + dayMs));
    expect(await again.events.read(always)).toEqual([before, after]);
    await again.events.close();
    expect(again.events.damages).toEqual([
      { file: "default/events/2026-11-20.ndjson", reason: "it cannot be read (EISDIR)" },
    ]);
  });

  test("removes days that are too old", async () => {
    const { events, clock } = await openLog();
    events.add(up(noon));
    await events.close();
    clock.stepWall(11 * dayMs);
    const again = await openLog({ clock });
    expect(await again.events.read(always)).toEqual([]);
  });

  test("keeps events for a disk that is full, and writes each once when there is room", async () => {
    const files = createFileShelf(folder);
    let isFull = true;
    const shelf: Shelf = {
      ...files,
      append: async (path, bytes) => {
        if (!isFull) return files.append(path, bytes);
        await files.append(path, bytes.subarray(0, 20));
        throw new Error("ENOSPC");
      },
    };
    const { events, clock } = await openLog({ shelf });
    const first = events.add(up(noon));
    for (let n = 0; n < 20; n++) await settle();
    expect(await events.read(always)).toEqual([first]);
    isFull = false;
    clock.advance(10_000);
    await events.close();
    const again = await openLog();
    expect(await again.events.read(always)).toEqual([first]);
    expect(again.events.damages).toEqual([]);
  });

  test("lives in memory too", async () => {
    const { events } = await openLog({ shelf: createMemoryShelf({ maxBytes: 10_000 }) });
    const added = events.add(up(noon));
    await events.close();
    expect(await events.read(always)).toEqual([added]);
  });
});
