import fc from "fast-check";
import { expect, test } from "vitest";
import { keyTable } from "../../src/tui/keys/key-table.ts";
import { type AppScreen, startAppScreen } from "../support/app-screen.ts";
import { hostileStrings } from "../support/hostile-strings.ts";

type Step = (app: AppScreen) => Promise<void> | void;

const leaving = new Set(["ctrl+c", "ctrl+z", "q", "f10"]);
const keys = [...new Set(keyTable.flatMap((binding) => [...binding.keys]))].filter(
  (key) => !leaving.has(key),
);

const key = fc.constantFrom(...keys).map(
  (name): Step =>
    (app) =>
      app.press(name),
);
const letter = fc.constantFrom(...Array.from("ab1=>( é漢\u0301")).map(
  (text): Step =>
    (app) =>
      app.type(text),
);
const time = fc.integer({ min: 0, max: 2500 }).map(
  (ms): Step =>
    (app) =>
      app.pass(ms),
);
const size = fc.tuple(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: 45 })).map(
  ([columns, rows]): Step =>
    (app) =>
      app.resize(columns, rows),
);
const birth = fc
  .tuple(fc.integer({ min: 2, max: 40 }), fc.constantFrom(...hostileStrings), fc.nat(1000))
  .map(
    ([pid, name, rss]): Step =>
      (app) => {
        app.sources
          .get("web-07")
          ?.processes.set(pid, { name: name.slice(0, 200), rss: rss * 4096, ppid: pid >> 1 });
      },
  );
const death = fc.integer({ min: 2, max: 40 }).map(
  (pid): Step =>
    (app) => {
      app.sources.get("web-07")?.processes.delete(pid);
    },
);
const outage = fc.boolean().map(
  (lost): Step =>
    (app) => {
      if (lost) app.loseHub("gone");
      else app.acceptHub();
    },
);
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: key },
    { weight: 2, arbitrary: letter },
    { weight: 3, arbitrary: time },
    { weight: 1, arbitrary: size },
    { weight: 3, arbitrary: birth },
    { weight: 1, arbitrary: death },
    { weight: 1, arbitrary: outage },
  ),
  { maxLength: 30 },
);

const esc = "\x1b";

/** One frame: one pair of mode 2026 around all of it, and nothing that clears the screen or its past. */
const checkFrame = (frame: string): void => {
  expect(frame.startsWith(`${esc}[?2026h`)).toBe(true);
  expect(frame.endsWith(`${esc}[?2026l`)).toBe(true);
  expect(frame.split(`${esc}[?2026`).length).toBe(3);
  // oxlint-disable-next-line no-control-regex -- escape sequences are what it looks for
  expect(frame).not.toMatch(/\x1b\[[23]?J|\x1bc|\x1b\]/);
};

test("after any steps the terminal shows what a full repaint shows, and frames are whole", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const app = await startAppScreen();
      try {
        for (const step of all) {
          await step(app);
          await app.text();
        }
        // A key without a meaning: what has changed since the last frame is drawn by differences.
        app.press("f12");
        const rows = (await app.text()).length;
        const bySteps = app.screen.looks();
        app.press("ctrl+l");
        expect((await app.text()).length).toBe(rows);
        expect(app.screen.looks()).toEqual(bySteps);
        for (const frame of app.takeFrames()) checkFrame(frame);
        expect(app.screen.answers()).toBe("");
        expect(app.asked).toEqual([]);
      } finally {
        app.close();
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
