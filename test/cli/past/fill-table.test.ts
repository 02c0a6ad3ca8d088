import fc from "fast-check";
import { expect, test } from "vitest";
import { fillTable } from "../../../src/cli/past/fill-table.ts";
import { processRowOf } from "../../../src/protocol/process-row.ts";
import { ProcessTable } from "../../../src/protocol/process-table.ts";
import { arbitraryState } from "../../support/arbitrary-state.ts";
import { someFacts } from "../../support/host-view.ts";

test("a table filled from the rows of another gives the same rows", () => {
  fc.assert(
    fc.property(arbitraryState, (state) => {
      const view = { host: "web-1", state, facts: someFacts };
      const rows = [];
      for (let slot = 0; slot < state.processes.bound; slot++)
        if (state.processes.used[slot] === 1) rows.push(processRowOf(view, slot));
      const processes = new ProcessTable(1);
      fillTable(processes, rows);
      const filled = {
        ...view,
        state: Object.assign(Object.create(state) as typeof state, { processes }),
      };
      expect(rows.map((_, slot) => processRowOf(filled, slot))).toEqual(rows);
    }),
  );
});
