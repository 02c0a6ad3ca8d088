import { request } from "node:http";
import { type AddressInfo } from "node:net";
import fastify from "fastify";
import { expect, test } from "vitest";
import { addAccessLog } from "../../../src/hub/http/access-log.ts";
import { sendText } from "../../../src/hub/http/send-text.ts";
import { WrittenText } from "../../../src/hub/http/written-text.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { settleUntil } from "../../support/settle-until.ts";

test.each(["identity", "gzip"])(
  "makes no more of an endless answer (%s) once the client has left",
  async (encoding) => {
    const log = createRecordingLogger();
    const app = fastify();
    let pieces = 0;
    let hasEnded = false;
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) {
          pieces++;
          // Does not compress to nothing, so that it fills the buffers on its way.
          yield Array.from({ length: 1000 }, (_, at) => (at * pieces * 7919).toString(36)).join("");
        }
      } finally {
        hasEnded = true;
      }
    }
    addAccessLog(app, {
      clock: createFakeClock(),
      log,
      isLogged: () => true,
      observe: undefined,
    });
    app.get("/", (asked, reply) =>
      sendText(asked, reply, new WrittenText("text/plain", endless())),
    );
    await app.listen({ host: "127.0.0.1", port: 0 });
    try {
      const { port } = app.server.address() as AddressInfo;
      const headers = { "accept-encoding": encoding };
      await new Promise<void>((resolve) => {
        const sent = request({ host: "127.0.0.1", port, headers }, (response) => {
          expect(response.headers["content-encoding"]).toBe(
            encoding === "gzip" ? "gzip" : undefined,
          );
          response.once("data", () => sent.destroy());
          response.on("error", () => undefined);
          response.once("close", () => resolve());
        }).end();
        sent.on("error", () => undefined);
      });
      await settleUntil("the end of the answer", () => hasEnded && log.lines.length > 0);
      expect(log.lines).toMatchObject([{ fields: { route: "/", status: 200, aborted: true } }]);
    } finally {
      await app.close();
    }
  },
);
