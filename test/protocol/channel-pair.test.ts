import { expect, test } from "vitest";
import { channelPair } from "../../src/protocol/channel-pair.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("delivers in order, each way, and never within the call that sends", async () => {
  const [a, b] = channelPair();
  const heard: string[] = [];
  b.onText((text) => {
    heard.push(`b ${text}`);
    b.send(`re ${text}`);
  });
  a.onText((text) => heard.push(`a ${text}`));
  a.send("1");
  a.send("2");
  expect(heard).toEqual([]);
  await turn();
  expect(heard).toEqual(["b 1", "b 2", "a re 1", "a re 2"]);
});

test("keeps what comes before there is a listener, in its order", async () => {
  const [a, b] = channelPair();
  const heard: string[] = [];
  a.send("1");
  await turn();
  a.send("2");
  b.onText((text) => heard.push(text));
  a.send("3");
  expect(heard).toEqual([]);
  await turn();
  expect(heard).toEqual(["1", "2", "3"]);
});

test("delivers what is on its way before the close, and nothing after it", async () => {
  const [a, b] = channelPair();
  const heard: string[] = [];
  b.onText((text) => heard.push(text));
  b.onClose((code, reason) => heard.push(`closed ${code} ${reason}`));
  a.send("last");
  a.close(4001, "why");
  a.send("too late");
  b.send("too late");
  await turn();
  expect(heard).toEqual(["last", "closed 4001 why"]);
});

test("tells both ends of a close, once, whoever closed", async () => {
  const [a, b] = channelPair();
  const heard: string[] = [];
  a.onClose((code) => heard.push(`a ${code}`));
  b.onClose((code) => heard.push(`b ${code}`));
  b.close();
  a.close(4000);
  b.close(4000);
  await turn();
  expect(heard.sort()).toEqual(["a 1000", "b 1000"]);
});
