import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findMembers } from "../../../../src/hub/archive/member/find-members.ts";
import {
  decodeMember,
  decodeMemberHere,
  encodeMember,
  memberLength,
  peekMember,
} from "../../../../src/hub/archive/member/gzip-member.ts";

test("any content comes back, and every gzip reads several members as one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 500 }), { minLength: 1 }), async (all) => {
      const contents = all.map((bytes) => Buffer.from(bytes));
      const members = await Promise.all(contents.map((content) => encodeMember(content)));
      expect(gunzipSync(Buffer.concat(members))).toEqual(Buffer.concat(contents));
      for (const [i, member] of members.entries()) {
        expect(memberLength(member)).toBe(member.length);
        expect(await decodeMember(member)).toEqual(contents[i]);
      }
      const { members: places, gaps } = findMembers(Buffer.concat(members));
      expect(gaps).toEqual([]);
      expect(places.map(({ length }) => length)).toEqual(members.map(({ length }) => length));
    }),
    { numRuns: 30 },
  );
});

test("content of a megabyte takes the pool and comes back too", async () => {
  const content = Buffer.alloc(1024 * 1024, "procmon ");
  const member = await encodeMember(content);
  expect(await decodeMember(member)).toEqual(content);
  expect(peekMember(member).subarray(0, 7).toString()).toBe("procmon");
});

describe("a damaged member", () => {
  test("is refused whichever byte behind its header is wrong", async () => {
    const member = await encodeMember(Buffer.from("some lines\nof a group\n"));
    for (let at = 20; at < member.length; at++) {
      const damaged = Buffer.from(member);
      damaged[at] = (member[at] as number) ^ 1;
      expect(() => decodeMemberHere(damaged)).toThrow("expected a whole gzip member");
    }
    for (let size = 0; size < member.length; size++)
      await expect(decodeMember(member.subarray(0, size))).rejects.toThrow();
  });

  test("that claims to hold gigabytes is refused before memory is taken", async () => {
    const member = await encodeMember(Buffer.from("small"));
    member.writeUInt32LE(4_000_000_000, member.length - 4);
    await expect(decodeMember(member)).rejects.toThrow("claims 4000000000 bytes");
  });

  test("hides no other, whether its header, its length or its end is wrong", async () => {
    const members = await Promise.all(
      ["one", "two", "three"].map((text) => encodeMember(Buffer.from(text.repeat(9)))),
    );
    const file = Buffer.concat(members);
    const [first = 0, second = 0] = members.map(({ length }) => length);
    for (const at of [first, first + 12, first + 16, first + 17, first + 19]) {
      const damaged = Buffer.from(file);
      damaged[at] = (file[at] as number) ^ 0x40;
      const offsets = findMembers(damaged).members.map(({ offset }) => offset);
      expect(offsets).toContain(0);
      expect(offsets).toContain(first + second);
    }
    const torn = findMembers(file.subarray(0, -1));
    expect(torn.members.map(({ offset }) => offset)).toEqual([0, first]);
    expect(torn.gaps.map(({ isTail }) => isTail)).toEqual([true]);
  });
});
