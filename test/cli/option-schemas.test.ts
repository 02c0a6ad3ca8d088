import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { idOfHostname } from "../../src/cli/agent-command.ts";
import {
  durationMs,
  hubUrl,
  parseListenAddress,
  wholeNumber,
} from "../../src/cli/option-schemas.ts";
import { hostId } from "../../src/protocol/host-id.ts";

const read = (schema: z.core.$ZodType, text: string): unknown => {
  const { success, data } = z.safeParse(schema, text);
  return success ? data : "refused";
};

describe("a time", () => {
  test.each([
    ["1s", 1000],
    ["500ms", 500],
    ["2m", 120_000],
    ["1.5s", 1500],
    ["3", 3000],
    ["99ms", "refused"],
    ["2h", "refused"],
    ["", "refused"],
    ["-1s", "refused"],
    ["1 parsec", "refused"],
  ])("%j is %j", (text, ms) => {
    expect(read(durationMs(100, 3_600_000), text)).toBe(ms);
  });
});

describe("a whole number", () => {
  test.each([
    ["1", 1],
    ["100", 100],
    ["0", "refused"],
    ["101", "refused"],
    ["1.5", "refused"],
    ["1e1", "refused"],
    ["0x10", "refused"],
    [" 5", "refused"],
  ])("%j is %j", (text, number) => {
    expect(read(wholeNumber(1, 100), text)).toBe(number);
  });
});

describe("an address to listen on", () => {
  test.each([
    ["127.0.0.1:8080", { host: "127.0.0.1", port: 8080 }],
    ["[::1]:8080", { host: "::1", port: 8080 }],
    ["localhost:0", { host: "localhost", port: 0 }],
    ["127.0.0.1", undefined],
    ["::1:8080", undefined],
    ["host:65536", undefined],
    ["host:", undefined],
    ["http://host:80", undefined],
    ["two hosts:80", undefined],
  ])("%j is %j", (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });
});

describe("the URL of a hub", () => {
  test.each(["http://127.0.0.1:8080", "https://hub.example", "http://[::1]:80/"])(
    "may be %j",
    (text) => {
      expect(read(hubUrl, text)).toBeInstanceOf(URL);
    },
  );

  test.each([
    "127.0.0.1:8080",
    "ftp://hub",
    "http://user:secret@hub",
    "http://hub/path",
    "http://hub?x=1",
    "",
  ])("may not be %j", (text) => {
    expect(read(hubUrl, text)).toBe("refused");
  });
});

test.each([
  ["web-07", "web-07"],
  ["web 07.example", "web-07.example"],
  ["..web", "web"],
  ["漢字", "host"],
  ["", "host"],
  ["a".repeat(200), "a".repeat(128)],
])("the host name %j gives the id %j", (name, id) => {
  expect(idOfHostname(name)).toBe(id);
  expect(z.safeParse(hostId, id).success).toBe(true);
});
