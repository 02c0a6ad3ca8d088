import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { startAgent } from "../support/built-programs.ts";

test("an agent ends at once although a hub has not answered its handshake", async () => {
  const server = createServer();
  const asked = new Promise<void>((resolve) => {
    server.on("connection", (socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => resolve());
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const agent = startAgent(`http://127.0.0.1:${port}`, { id: "web-1", interval: "5s" });
  try {
    await asked;
    const begun = performance.now();
    agent.kill("SIGTERM");
    const { code } = await agent.exited;
    // Within a second at rest; the handshake would be given up after ten.
    expect([code, performance.now() - begun < 5000]).toEqual([0, true]);
  } finally {
    await agent.close();
    server.close();
  }
});
