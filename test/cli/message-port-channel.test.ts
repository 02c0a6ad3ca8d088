import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import { messagePortChannel } from "../../src/cli/message-port-channel.ts";

const pair = () => {
  const { port1, port2 } = new MessageChannel();
  return [messagePortChannel(port1), messagePortChannel(port2)] as const;
};

test("carries texts both ways in order, those sent before anyone listened too", async () => {
  const [a, b] = pair();
  a.send("1");
  a.send("2");
  const heard: string[] = [];
  const done = new Promise<void>((resolve) => a.onText((text) => (heard.push(text), resolve())));
  b.onText((text) => {
    heard.push(text);
    if (text === "2") b.send("re");
  });
  await done;
  expect(heard).toEqual(["1", "2", "re"]);
  a.close();
});

test("tells both ends of a close, once", async () => {
  const [a, b] = pair();
  const closes: string[] = [];
  const both = Promise.all([
    new Promise<void>((resolve) => a.onClose((code) => resolve(void closes.push(`a ${code}`)))),
    new Promise<void>((resolve) => b.onClose((code) => resolve(void closes.push(`b ${code}`)))),
  ]);
  b.close();
  b.close();
  await both;
  expect(closes.toSorted()).toEqual(["a 1000", "b 1000"]);
  expect(() => a.send("too late")).not.toThrow();
});
