import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("../fixtures/programs/embedded-once.ts", import.meta.url));

test("a sample of this machine reaches each terminal, and closing leaves nothing open", async () => {
  const { error, output } = await new Promise<{ error: unknown; output: string }>((resolve) => {
    // Killed, and so failing, if something keeps it from ending by itself.
    execFile(process.execPath, [program], { timeout: 15_000, env: {} }, (fault, stdout, stderr) =>
      resolve({ error: fault, output: stdout + stderr }),
    );
  });
  expect(output).toBe("true true\ntrue true\n");
  expect(error).toBeNull();
}, 20_000);
