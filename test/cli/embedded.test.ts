import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("../fixtures/programs/embedded-once.ts", import.meta.url));

test("a sample of this machine reaches each terminal, a question is answered, and closing leaves nothing open", async () => {
  const { error, output } = await new Promise<{ error: unknown; output: string }>((resolve) => {
    // Killed, and so failing, if something keeps it from ending by itself.
    execFile(process.execPath, [program], { timeout: 15_000, env: {} }, (fault, stdout, stderr) =>
      resolve({ error: fault, output: stdout + stderr }),
    );
  });
  const [first, second, answer, ...rest] = output.split("\n");
  expect([first, second, rest]).toEqual(["true true", "true true", [""]]);
  expect(answer).toMatch(/^200 \{.*"processes":\[\{"host":"this-host","pid":1\}\]/);
  expect(error).toBeNull();
}, 20_000);
