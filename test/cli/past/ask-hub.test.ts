import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createHubClient, type HubClient } from "../../../src/cli/past/ask-hub.ts";
import { type ProcmonError } from "../../../src/protocol/procmon-error.ts";

const closes: (() => void)[] = [];
afterEach(() => {
  for (const close of closes.splice(0)) close();
});

const clientOf = async (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ client: HubClient; url: string }> => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const client = createHubClient(new URL(url));
  closes.push(
    () => client.close(),
    () => server.close(),
  );
  return { client, url };
};

const faultOf = async (asked: Promise<unknown>): Promise<ProcmonError> => {
  try {
    await asked;
  } catch (error) {
    return error as ProcmonError;
  }
  throw new Error("expected a fault");
};

test("asks with the parameters that are there, escaped, and gives the JSON", async () => {
  const asked: (string | undefined)[] = [];
  const { client } = await clientOf((request, response) => {
    asked.push(request.url);
    response.end('{"hosts":[]}');
  });
  const query = { q: "name='a b'&x", at: 5, sort: "+rss", host: undefined };
  expect(await client.ask("/api/v1/hosts", query)).toEqual({ hosts: [] });
  expect(asked).toEqual(["/api/v1/hosts?q=name%3D%27a+b%27%26x&at=5&sort=%2Brss"]);
});

describe("what a hub refuses", () => {
  test("is thrown under its own code, with its words", async () => {
    const { client } = await clientOf((_, response) => {
      response.statusCode = 404;
      response.end('{"code":"PROCMON_NOT_FOUND","detail":"expected a host","status":404}');
    });
    const fault = await faultOf(client.ask("/", {}));
    expect(fault).toMatchObject({
      code: "PROCMON_NOT_FOUND",
      exitCode: 1,
      message: "expected a host",
    });
  });

  test("under a code that is not ours is no hub's answer", async () => {
    const { client, url } = await clientOf((_, response) => {
      response.statusCode = 418;
      response.end('{"code":"toString","detail":"short and stout"}');
    });
    const { code, message } = await faultOf(client.ask("/", {}));
    expect(code).toBe("PROCMON_HUB_UNREACHABLE");
    expect(message).toBe(`no hub answers at ${url}: the server answered 418 I'm a Teapot`);
  });
});

describe("no hub answers", () => {
  test("where nobody listens", async () => {
    const client = createHubClient(new URL("http://127.0.0.1:1"));
    const fault = await faultOf(client.ask("/", {}));
    expect(fault.exitCode).toBe(3);
    expect(fault.message).toMatch(/^no hub answers at http:\/\/127\.0\.0\.1:1\/: .*ECONNREFUSED/);
  });

  test("where a page answers that is no JSON", async () => {
    const { client } = await clientOf((_, response) => response.end("<html>"));
    const { exitCode, message } = await faultOf(client.ask("/", {}));
    expect(exitCode).toBe(3);
    expect(message).toMatch(/the server answered no JSON$/);
  });

  test("where the answer ends in the middle", async () => {
    const { client } = await clientOf((_, response) => {
      response.setHeader("Content-Length", 1000);
      response.write('{"hosts":');
      setImmediate(() => response.destroy());
    });
    const { code, exitCode } = await faultOf(client.ask("/", {}));
    expect({ code, exitCode }).toEqual({ code: "PROCMON_HUB_UNREACHABLE", exitCode: 3 });
  });

  test("where a server sends on to somewhere else", async () => {
    const { client } = await clientOf((_, response) => {
      response.writeHead(302, { Location: "http://127.0.0.1:1/" });
      response.end();
    });
    expect((await faultOf(client.ask("/", {}))).message).toMatch(/answered 302 Found$/);
  });
});
