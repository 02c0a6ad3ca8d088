import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { decodeAtAgent } from "../../src/protocol/decode-at-agent.ts";
import {
  decodeAtTerminal,
  decodeFromAgent,
  decodeFromTerminal,
} from "../../src/protocol/decode-frame.ts";
import { encodeDelta, encodeKey } from "../../src/protocol/encode-frame.ts";
import { type SampleFrame } from "../../src/protocol/frame.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { limits } from "../../src/protocol/limits.ts";
import { ProcmonError } from "../../src/protocol/procmon-error.ts";
import { isSafeText } from "../../src/protocol/safe-text.ts";
import { arbitraryMutation } from "../support/arbitrary-mutation.ts";
import { arbitraryState, arbitraryStatePair } from "../support/arbitrary-state.ts";
import { someFacts } from "../support/host-view.ts";

const decoders = [decodeFromAgent, decodeAtAgent, decodeFromTerminal, decodeAtTerminal];

/** What the call gives, or its ProcmonError; anything else that is thrown fails the test. */
const attempt = <T>(call: () => T): T | ProcmonError => {
  try {
    return call();
  } catch (error) {
    if (error instanceof ProcmonError) return error;
    throw error;
  }
};

const valid = [
  { k: "hello", protocol: 1, host: "web-1", epoch: "e1", interval_ms: 5000, facts: someFacts },
  { k: "ack", q: 7 },
  { k: "resync", reason: "gap" },
  { k: "interval", interval_ms: 1000 },
  { k: "error", code: "PROCMON_INTERNAL", message: "no" },
  { k: "watch", hosts: ["web-1"] },
  {
    k: "hosts",
    now: 1,
    hosts: [
      {
        host: "web-1",
        state: "up",
        interval_ms: 5000,
        first_seen: 1,
        last_seen: 2,
        clock_skew_ms: -3,
        facts: someFacts,
      },
    ],
  },
];

test("what is encoded is decoded unchanged, from the agent and with the host in front", () => {
  fc.assert(
    fc.property(arbitraryStatePair, ([a, b]) => {
      for (const frame of [encodeKey(a, 1), encodeDelta(a, b, 2)]) {
        expect(decodeFromAgent(JSON.stringify(frame))).toEqual(frame);
        const relayed = { host: "web-1", ...frame };
        expect(decodeAtTerminal(JSON.stringify(relayed))).toEqual(relayed);
      }
    }),
    { numRuns: 150 },
  );
});

test("no text makes a decoder throw anything but our error", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.oneof(...valid.map(arbitraryMutation)).map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      for (const decode of decoders) {
        const result = attempt(() => decode(text));
        if (result instanceof ProcmonError) {
          expect(result.code).toMatch(/^PROCMON_FRAME_(?:NOT_JSON|INVALID)$/);
          expect(isSafeText(result.message)).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test("a damaged frame is refused or applied, and what was applied can be sent on", () => {
  let applied = 0;
  const damaged = arbitraryStatePair.chain(([a, b]) =>
    fc
      .tuple(arbitraryMutation(encodeDelta(a, b, 2)), arbitraryMutation(encodeKey(b, 3)))
      .map((frames) => [a, frames] as const),
  );
  fc.assert(
    fc.property(damaged, ([state, frames]) => {
      for (const frame of frames) {
        const decoded = attempt(() => decodeFromAgent(JSON.stringify(frame)));
        if (decoded instanceof ProcmonError) continue;
        const problem = attempt(() => applyFrame(state, decoded as SampleFrame));
        if (problem !== undefined) return;
        applied++;
        const key = encodeKey(state, 4);
        expect(decodeFromAgent(JSON.stringify(key))).toEqual(key);
      }
    }),
    { numRuns: 400 },
  );
  expect(applied).toBeGreaterThan(40);
});

test("a state that follows from decoded frames is decoded by a newcomer", () => {
  fc.assert(
    fc.property(arbitraryState, (state) => {
      const hub = new HostState();
      applyFrame(hub, decodeFromAgent(JSON.stringify(encodeKey(state, 1))) as SampleFrame);
      expect(encodeKey(hub, 1)).toEqual(encodeKey(state, 1));
    }),
  );
});

describe("a message is refused with its code", () => {
  const key = { k: "key", q: 1, t: 1, e: 0 };
  test.each([
    ["PROCMON_FRAME_NOT_JSON", "", "expected one JSON object"],
    ["PROCMON_FRAME_NOT_JSON", "{", "expected one JSON object"],
    ["PROCMON_FRAME_INVALID", "[]", "frame"],
    ["PROCMON_FRAME_INVALID", '{"k":"exec"}', "k: "],
    ["PROCMON_FRAME_INVALID", JSON.stringify({ ...key, q: -1 }), "q: "],
    ["PROCMON_FRAME_INVALID", JSON.stringify({ ...key, x: [limits.slots] }), "x: "],
    ["PROCMON_FRAME_INVALID", JSON.stringify({ ...key, n: [[0, 1]] }), "n: row 0"],
    [
      "PROCMON_FRAME_INVALID",
      JSON.stringify({ ...key, n: [[0, 1, 2, "\n"]] }),
      "name: expected text",
    ],
    [
      "PROCMON_FRAME_INVALID",
      JSON.stringify({ ...key, c: { nice: [[0], []] } }),
      "nice: expected as many gaps",
    ],
    [
      "PROCMON_FRAME_INVALID",
      JSON.stringify({
        ...key,
        c: {
          nice: [
            [0, 0],
            [1, 1],
          ],
        },
      }),
      "nice: gap 1",
    ],
    ["PROCMON_FRAME_INVALID", JSON.stringify({ ...key, c: { status: [[0], "Q"] } }), "status: "],
    [
      "PROCMON_FRAME_INVALID",
      JSON.stringify({ ...key, h: [[limits.hostNumbers], [1]] }),
      "h: gap 0",
    ],
    ["PROCMON_FRAME_INVALID", JSON.stringify({ ...key, cores: [101] }), "cores"],
  ])("%s: %s", (code, text, message) => {
    const result = attempt(() => decodeFromAgent(text));
    expect(result).toMatchObject({ code });
    expect((result as ProcmonError).message).toContain(message);
  });

  test("when it is longer than the limit, before it is parsed", () => {
    const result = attempt(() => decodeFromAgent(" ".repeat(limits.frameLength + 1)));
    expect(result).toMatchObject({ code: "PROCMON_FRAME_TOO_LARGE" });
  });

  test("when it is for another direction", () => {
    for (const frame of valid) {
      const accepted = decoders.filter(
        (decode) => !(attempt(() => decode(JSON.stringify(frame))) instanceof ProcmonError),
      );
      expect(accepted).toHaveLength(frame.k === "error" ? 4 : 1);
    }
  });
});

test.each(["web-2", null, { a: 1 }])("an agent's frame that names host %j is refused", (host) => {
  for (const k of ["key", "delta"]) {
    const frame = { k, q: 1, t: 1, e: 0, host };
    expect(attempt(() => decodeFromAgent(JSON.stringify(frame)))).toMatchObject({
      code: "PROCMON_FRAME_INVALID",
      message: expect.stringMatching(/^host: /) as string,
    });
  }
});

test("what a newer agent appends is passed over", () => {
  const state = new HostState();
  const cells = [null, null, null, null, null, null, null, null, null, null];
  const frames = [
    { k: "key", q: 1, t: 1, e: 0, n: [[0, 1, 0, ...cells, "?", { a: 1 }]], c: { gpu: "?" }, z: 1 },
    {
      k: "delta",
      q: 2,
      t: 2,
      e: 1,
      r: [[0, { gpu_name: "\n", name: "a" }]],
      h: [
        [0, 999],
        [5, 7],
      ],
    },
  ];
  for (const frame of frames)
    applyFrame(state, decodeFromAgent(JSON.stringify(frame)) as SampleFrame);
  expect(state.processes.info.name[0]).toBe("a");
  expect(state.values[0]).toBe(5);
  expect(decodeFromAgent(JSON.stringify(encodeKey(state, 3)))).toEqual(encodeKey(state, 3));
});
