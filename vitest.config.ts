import { defineConfig } from "vitest/config";
import { skipReasons } from "./test/support/skip-reasons.ts";

const env = { TZ: "UTC", FORCE_COLOR: "1", COLUMNS: "100", LINES: "30" };

export default defineConfig({
  test: {
    reporters: ["default", skipReasons],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/{protocol,agent,hub,cli}/**/*.test.ts", "test/*.test.ts"],
          isolate: false,
          env,
        },
      },
      { test: { name: "tui", include: ["test/tui/**/*.test.{ts,tsx}"], env } },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          env,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
