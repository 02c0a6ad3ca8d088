import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createInputDecoder } from "../../../src/tui/term/input.ts";
import { type InputEvent, keyName } from "../../../src/tui/term/input-event.ts";
import { maxPasteBytes } from "../../../src/tui/term/paste-buffer.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

const describeEvent = (event: InputEvent): string => {
  switch (event.kind) {
    case "key":
      return keyName(event);
    case "mouse":
      return `${event.ctrl ? "ctrl+" : ""}${event.alt ? "alt+" : ""}${event.shift ? "shift+" : ""}${event.action} ${event.button} ${event.row},${event.column}`;
    case "paste":
      return `paste ${event.text}`;
    case "focus":
      return event.focused ? "focus" : "blur";
    case "unknown":
      return `unknown ${event.bytes}`;
  }
};

const setup = () => {
  const clock = createFakeClock();
  const events: string[] = [];
  const decoder = createInputDecoder({
    clock,
    onEvent: (event) => events.push(describeEvent(event)),
  });
  return {
    clock,
    decoder,
    events,
    send: (text: string) => decoder.push(Buffer.from(text, "utf8")),
    sendRaw: (...bytes: number[]) => decoder.push(Uint8Array.from(bytes)),
  };
};

const keys = (text: string): string[] => {
  const { clock, send, events } = setup();
  send(text);
  clock.advance(5000);
  return events;
};

const e = "\x1b";

describe("a key is known by what terminals send for it", () => {
  test.each([
    ["up", [`${e}[A`, `${e}OA`]],
    ["left", [`${e}[D`, `${e}OD`]],
    ["home", [`${e}[H`, `${e}OH`, `${e}[1~`, `${e}[7~`]],
    ["end", [`${e}[F`, `${e}OF`, `${e}[4~`, `${e}[8~`]],
    ["insert", [`${e}[2~`]],
    ["delete", [`${e}[3~`]],
    ["pageup", [`${e}[5~`]],
    ["pagedown", [`${e}[6~`]],
    ["f1", [`${e}OP`, `${e}[11~`, `${e}[[A`, `${e}[P`]],
    ["f2", [`${e}OQ`, `${e}[12~`, `${e}[[B`]],
    ["f3", [`${e}OR`, `${e}[13~`, `${e}[[C`]],
    ["f4", [`${e}OS`, `${e}[14~`, `${e}[[D`]],
    ["f5", [`${e}[15~`, `${e}[[E`]],
    ["f6", [`${e}[17~`]],
    ["f7", [`${e}[18~`]],
    ["f8", [`${e}[19~`]],
    ["f9", [`${e}[20~`]],
    ["f10", [`${e}[21~`]],
    ["f11", [`${e}[23~`]],
    ["f12", [`${e}[24~`]],
    ["backspace", ["\x7f", "\x08"]],
    ["tab", ["\t", `${e}OI`]],
    ["enter", ["\r", "\n", `${e}OM`]],
    ["space", [" ", `${e}[32u`]],
    ["escape", [e, `${e}[27u`]],
    ["5", ["5", `${e}Ou`, `${e}[57404u`]],
    ["G", ["G", `${e}[103;2u`, `${e}[103:71;2u`, `${e}[27;2;71~`]],
    ["?", ["?", `${e}[47:63;2u`]],
    ["ctrl+c", ["\x03", `${e}[99;5u`, `${e}[27;5;99~`]],
    ["ctrl+space", ["\x00", `${e}[32;5u`]],
    ["ctrl+\\", ["\x1c"]],
    ["ctrl+_", ["\x1f"]],
    ["alt+x", [`${e}x`, `${e}[120;3u`]],
    ["alt+G", [`${e}G`, `${e}[103;4u`]],
    ["alt+é", [`${e}é`]],
    ["alt+backspace", [`${e}\x7f`]],
    ["alt+enter", [`${e}\r`]],
    ["alt+]", [`${e}]`]],
    ["alt+P", [`${e}P`]],
    ["ctrl+alt+a", [`${e}\x01`, `${e}[97;7u`]],
    ["alt+up", [`${e}${e}[A`, `${e}[1;3A`, `${e}${e}OA`]],
    ["alt+f5", [`${e}${e}[15~`, `${e}[15;3~`]],
    ["shift+tab", [`${e}[Z`, `${e}[9;2u`, `${e}[1;2Z`]],
    ["shift+f1", [`${e}[1;2P`, `${e}[25~`, `${e}O2P`, `${e}[11;2~`]],
    ["shift+f5", [`${e}[15;2~`, `${e}[31~`]],
    ["ctrl+f1", [`${e}[1;5P`, `${e}O5P`, `${e}[11^`]],
    ["ctrl+left", [`${e}[1;5D`, `${e}Od`, `${e}O5D`]],
    ["shift+left", [`${e}[1;2D`, `${e}[d`]],
    ["ctrl+pageup", [`${e}[5;5~`, `${e}[5^`]],
    ["shift+home", [`${e}[1;2H`, `${e}[7$`]],
    ["ctrl+shift+end", [`${e}[1;6F`, `${e}[8@`]],
    ["ctrl+alt+shift+up", [`${e}[1;8A`]],
    ["up", [`${e}[1;1A`, `${e}[1;65A`, `${e}[1;129A`, `${e}[1;1:1A`]],
  ])("%s", (name, sequences) => {
    for (const sequence of sequences) {
      expect(keys(sequence), JSON.stringify(sequence)).toEqual([name]);
      expect(keys(`${sequence}${sequence === e ? "" : "j"}`).slice(0, 1)).toEqual([name]);
    }
  });

  test("and Alt with the first letter of a sequence by the pause after it", () => {
    expect(keys(`${e}[`)).toEqual(["alt+["]);
    expect(keys(`${e}O`)).toEqual(["alt+O"]);
    expect(keys(`${e}O\r`)).toEqual(["alt+O", "enter"]);
  });

  test("and not by its going up", () => {
    expect(keys(`${e}[97;1:3uq`)).toEqual(["q"]);
    expect(keys(`${e}[1;1:3Aq`)).toEqual(["q"]);
  });
});

describe("a chunk", () => {
  test("of repeated keys is that many keys", () => {
    expect(keys("jjj")).toEqual(["j", "j", "j"]);
    expect(keys(`${e}[B${e}[B${e}OBq`)).toEqual(["down", "down", "down", "q"]);
  });

  test("may end anywhere in a key", () => {
    const whole = `aé漢\u{1F600}${e}[A${e}[15;5~${e}OP${e}[<0;10;5M${e}[200~pasted ${e}[31mé${e}[201~${e}[Iq`;
    const expected = keys(whole);
    expect(expected).toEqual([
      "a",
      "é",
      "漢",
      "\u{1F600}",
      "up",
      "ctrl+f5",
      "f1",
      "press left 4,9",
      `paste pasted ${e}[31mé`,
      "focus",
      "q",
    ]);
    const bytes = Buffer.from(whole);
    for (let cut = 1; cut < bytes.length; cut++) {
      const { decoder, events } = setup();
      decoder.push(bytes.subarray(0, cut));
      decoder.push(bytes.subarray(cut));
      expect(events).toEqual(expected);
    }
  });
});

describe("Esc", () => {
  test("alone is the key after 25 ms", () => {
    const { clock, send, events } = setup();
    send(e);
    clock.advance(24);
    expect(events).toEqual([]);
    clock.advance(1);
    expect(events).toEqual(["escape"]);
  });

  test("with a key after 25 ms is two keys, sooner it is Alt", () => {
    const { clock, send, events } = setup();
    send(e);
    clock.advance(30);
    send("x");
    send(e);
    clock.advance(10);
    send("x");
    expect(events).toEqual(["escape", "x", "alt+x"]);
  });

  test("held down is that many times the key", () => {
    expect(keys(`${e}${e}`)).toEqual(["escape", "escape"]);
    expect(keys(`${e}${e}${e}`)).toEqual(["escape", "escape", "escape"]);
    expect(keys(`${e}${e}x`)).toEqual(["escape", "alt+x"]);
  });
});

describe("the mouse", () => {
  test.each([
    [`${e}[<0;1;1M`, "press left 0,0"],
    [`${e}[<0;223;100m`, "release left 99,222"],
    [`${e}[<2;3;4M`, "press right 3,2"],
    [`${e}[<64;3;4M`, "wheelup none 3,2"],
    [`${e}[<65;3;4M`, "wheeldown none 3,2"],
    [`${e}[<20;3;4M`, "ctrl+shift+press left 3,2"],
    [`${e}[<35;3;4M`, "move none 3,2"],
    [`${e}[M !!`, "press left 0,0"],
    [`${e}[M#!!`, "release none 0,0"],
    [`${e}[<0;0;0M`, "unknown 9"],
  ])("sends %j", (sequence, event) => {
    expect(keys(`${sequence}q`)).toEqual([event, "q"]);
  });
});

describe("a paste", () => {
  test("is text, not keys", () => {
    expect(keys(`${e}[200~q\x03\r${e}[201~j`)).toEqual(["paste q\x03\r", "j"]);
  });

  test("beyond 64 KiB is cut and counted", () => {
    const { send, events, decoder } = setup();
    send(`${e}[200~${"x".repeat(maxPasteBytes + 10)}${e}[201~q`);
    expect(events.map((event) => event.length)).toEqual(["paste ".length + maxPasteBytes, 1]);
    expect(decoder.counts.droppedPasteBytes).toBe(10);
  });

  test("whose end never comes ends after three quiet seconds", () => {
    const { clock, send, events } = setup();
    send(`${e}[200~lost`);
    clock.advance(2999);
    send(" end");
    clock.advance(3000);
    send("q");
    expect(events).toEqual(["paste lost end", "q"]);
  });
});

describe("garbage", () => {
  test("does not swallow the key after it", () => {
    expect(keys(`${e}[999zq`)).toEqual(["unknown 6", "q"]);
    expect(keys(`${e}[1;2${e}[A`)).toEqual(["unknown 5", "up"]);
    expect(keys(`${e}[?62;c${e}[5n${e}OZq`)).toEqual(["unknown 7", "unknown 4", "unknown 3", "q"]);
    expect(keys(`${e}]11;rgb:0/0/0\x07q`)).toEqual(["unknown 15", "q"]);
    expect(keys(`${e}]11;rgb:0/0/0${e}\\q`)).toEqual(["unknown 16", "q"]);
    expect(keys(`${e}P>|xterm(379)${e}\\q`)).toEqual(["unknown 16", "q"]);
    expect(keys(`${e}[201~q`)).toEqual(["unknown 6", "q"]);
    expect(keys("\u0085q")).toEqual(["unknown 2", "q"]);
  });

  test("of broken UTF-8 costs only itself", () => {
    const { clock, sendRaw, events } = setup();
    sendRaw(0xff, 0x71, 0xc3, 0x71, 0xe6, 0xbc, 0x1b, 0x5b, 0x41, 0xed, 0xa0, 0x80, 0x71, 0xf0);
    clock.advance(1000);
    sendRaw(0x71);
    expect(events).toEqual([
      "unknown 1",
      "q",
      "unknown 1",
      "q",
      "unknown 2",
      "up",
      "unknown 3",
      "q",
      "unknown 1",
      "q",
    ]);
  });

  test("of any kind never throws, and the key after a pause is read", () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc
        .array(
          fc.constantFrom(0x1b, 0x5b, 0x4f, 0x5d, 0x50, 0x32, 0x30, 0x31, 0x7e, 0x3b, 0x4d, 0x3c),
          {
            maxLength: 12,
          },
        )
        .map((bytes) => Uint8Array.from(bytes)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const { clock, decoder, events, send } = setup();
        for (const bytes of pieces) decoder.push(bytes);
        clock.advance(5000);
        expect(clock.pending).toBe(0);
        const before = events.length;
        send(`${e}[A`);
        expect(events.slice(before)).toEqual(["up"]);
      }),
      { numRuns: 2000 },
    );
  });

  test("in a flood is forgotten as it comes", () => {
    const { send, events } = setup();
    send(`${e}[${"1".repeat(100_000)}`);
    send(`${e}]1${"x".repeat(100_000)}`);
    expect(events[0]).toBe("unknown 67");
    expect(events).toContain("unknown 4098");
  });

  test("half read is forgotten on close", () => {
    const { clock, decoder, send, events } = setup();
    send(e);
    decoder.close();
    clock.advance(1000);
    expect(events).toEqual([]);
  });
});
