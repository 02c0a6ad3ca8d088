import { describe, expect, test } from "vitest";
import { createGuard, type GuardedHeaders } from "../../../src/hub/http/guard.ts";
import { checkListen } from "../../../src/hub/http/listen-policy.ts";
import { ProcmonError } from "../../../src/protocol/procmon-error.ts";

const outcome = (act: () => void): string => {
  try {
    act();
    return "ok";
  } catch (error) {
    return error instanceof ProcmonError ? error.code.replace("PROCMON_", "") : String(error);
  }
};

describe("a hub on loopback", () => {
  const guard = createGuard("127.0.0.1", ["procmon.example"]);
  test.each<[GuardedHeaders, string]>([
    [{ host: "127.0.0.1:8080" }, "ok"],
    [{ host: "localhost" }, "ok"],
    [{ host: "LOCALHOST:9090" }, "ok"],
    [{ host: "[::1]:8080" }, "ok"],
    [{ host: "procmon.example:443" }, "ok"],
    [{}, "HOST_HEADER_REFUSED"],
    [{ host: "" }, "HOST_HEADER_REFUSED"],
    [{ host: "evil.example:8080" }, "HOST_HEADER_REFUSED"],
    [{ host: "localhost.evil.example" }, "HOST_HEADER_REFUSED"],
    [{ host: "evil.example@localhost" }, "HOST_HEADER_REFUSED"],
    [{ host: "localhost/.evil.example" }, "HOST_HEADER_REFUSED"],
    [{ host: "192.168.1.5" }, "HOST_HEADER_REFUSED"],
    [{ host: "localhost:8080", origin: "http://localhost:8080" }, "ok"],
    [{ host: "localhost:8080", origin: "https://procmon.example" }, "ok"],
    [{ host: "localhost:8080", origin: "http://localhost:3000" }, "ORIGIN_REFUSED"],
    [{ host: "localhost:8080", origin: "https://localhost:8080" }, "ORIGIN_REFUSED"],
    [{ host: "localhost:8080", origin: "http://evil.example" }, "ORIGIN_REFUSED"],
    [{ host: "localhost:8080", origin: "null" }, "ORIGIN_REFUSED"],
    [{ host: "localhost:8080", origin: "" }, "ORIGIN_REFUSED"],
  ])("%o: %s", (headers, expected) => {
    expect(outcome(() => guard(headers))).toBe(expected);
  });
});

test("a hub on the network takes addresses, which cannot be rebound, and names it was told", () => {
  const guard = createGuard("0.0.0.0", ["hub.example"]);
  expect(outcome(() => guard({ host: "192.168.1.5:8080" }))).toBe("ok");
  expect(outcome(() => guard({ host: "hub.example" }))).toBe("ok");
  expect(outcome(() => guard({ host: "evil.example" }))).toBe("HOST_HEADER_REFUSED");
});

test("the refusal quotes what came without its control characters", () => {
  const guard = createGuard("127.0.0.1", []);
  expect(() => guard({ host: "evil\u001b[2J" })).toThrow("evil␛[2J");
});

describe("listening", () => {
  test.each(["127.0.0.1", "127.0.0.53", "::1", "localhost"])("on %s is allowed", (host) => {
    expect(outcome(() => checkListen(host, false))).toBe("ok");
  });
  test.each(["0.0.0.0", "::", "192.168.1.5", "hub.example", "127.evil.example", ""])(
    "on %s takes a word from the operator",
    (host) => {
      expect(outcome(() => checkListen(host, false))).toBe("LISTEN_REFUSED");
      expect(outcome(() => checkListen(host, true))).toBe("ok");
    },
  );
});
