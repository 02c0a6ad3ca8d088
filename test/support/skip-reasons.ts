import { type Reporter } from "vitest/node";

/** Prints why each skipped test was skipped, which the default reporter leaves out. */
export const skipReasons: Reporter = {
  onTestCaseResult: (testCase) => {
    const result = testCase.result();
    if (result.state !== "skipped") return;
    console.log(`skipped: ${testCase.fullName}: ${result.note ?? "not on this platform"}`);
  },
};
