import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openKnownHosts } from "../../../src/hub/documents/known-hosts.ts";
import { createHub } from "../../../src/hub/hub.ts";
import { type HostEntry } from "../../../src/protocol/frame.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { factsOf } from "../../support/host-facts.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "procmon-known-"));
});
afterEach(() => rm(folder, { recursive: true }));

const entry = (host: string): HostEntry => ({
  host,
  state: "up",
  interval_ms: 5000,
  first_seen: 1000,
  last_seen: 2000,
  clock_skew_ms: 7,
  facts: factsOf({ hostname: host }),
});

test("a host that greeted an earlier run is down until it greets again, and keeps its first sight", async () => {
  const effects = {
    clock: createFakeClock(),
    log: createRecordingLogger(),
  };
  const first = await openKnownHosts(folder, effects);
  first.follow(() => [entry("web-1")]);
  await first.close();

  const second = await openKnownHosts(folder, effects);
  const hub = createHub({ ...effects, maxHosts: 10, known: second.entries });
  expect(hub.hosts()).toEqual([{ ...entry("web-1"), state: "down", clock_skew_ms: 0 }]);
  hub.close();
  await second.close();
});

test("a hub that no host ever greeted writes nothing over what is known", async () => {
  const effects = {
    clock: createFakeClock(),
    log: createRecordingLogger(),
  };
  const first = await openKnownHosts(folder, effects);
  first.follow(() => [entry("web-1")]);
  await first.close();
  const second = await openKnownHosts(folder, effects);
  second.follow(() => []);
  await second.close();
  expect((await openKnownHosts(folder, effects)).entries.map(({ host }) => host)).toEqual([
    "web-1",
  ]);
});

test("a document that cannot be read at all is said, with its path", async () => {
  const path = join(folder, "documents", "hosts.json");
  await mkdir(path, { recursive: true });
  await expect(
    openKnownHosts(folder, {
      clock: createFakeClock(),
      log: createRecordingLogger(),
    }),
  ).rejects.toMatchObject({
    code: "PROCMON_DATA_DIR",
    message: expect.stringContaining(`"${path}": (EISDIR)`) as unknown,
  });
});
