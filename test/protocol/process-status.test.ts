import { expect, test } from "vitest";
import { isProcessStatus, processStatuses } from "../../src/protocol/process-status.ts";

test("knows the letters of the kernel, which are case-sensitive, and no others", () => {
  expect(Object.keys(processStatuses).filter(isProcessStatus).join("")).toBe("RSDTtXZPI");
  for (const other of ["r", "s", "z", "W", "", "RS", "toString", "__proto__"])
    expect([other, isProcessStatus(other)]).toEqual([other, false]);
  expect(processStatuses.T).not.toBe(processStatuses.t);
});
