import { request } from "node:http";
import { createArchive, type StoredArchive } from "../../src/hub/archive/create-archive.ts";
import { createMemoryShelf } from "../../src/hub/archive/shelf/memory-shelf.ts";
import { openHubEvents } from "../../src/hub/events/hub-events.ts";
import { createHttpServer, type HttpServer } from "../../src/hub/http/server.ts";
import { createHub, type Hub } from "../../src/hub/hub.ts";
import { createOutlets, type Outlets } from "../../src/hub/outlets.ts";
import { createRecentHistory } from "../../src/hub/recent/recent-history.ts";
import { defaultTenant } from "../../src/hub/tenant.ts";
import { type AgentPeer, connectAgentPeer } from "./agent-peer.ts";
import { createFakeClock, type FakeClock, settle } from "./fake-clock.ts";
import { createRecordingLogger, type RecordingLogger } from "./recording-logger.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** Undefined where the answer is no JSON. */
  readonly body: unknown;
}

export interface HttpHub {
  readonly clock: FakeClock;
  readonly log: RecordingLogger;
  readonly hub: Hub;
  readonly archive: StoredArchive;
  readonly outlets: Outlets;
  readonly server: HttpServer;
  /** A second server over the same hub. */
  serve(options: Partial<Parameters<typeof createHttpServer>[0]>): Promise<HttpServer>;
  /** An agent that has greeted and sent a table of two processes. */
  agent(host: string): Promise<AgentPeer>;
  /** A plain request: fetch would not send every header of our choice. */
  ask(path: string, sent?: Sent): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A hub with a server on a free port and the host web-07. */
export const openHttpHub = async (
  options: Partial<Parameters<typeof createHttpServer>[0]> = {},
): Promise<HttpHub> => {
  const clock = createFakeClock();
  const log = createRecordingLogger();
  const hub = createHub({ clock, log, maxHosts: 10 });
  const shelf = createMemoryShelf({ maxBytes: 1_000_000 });
  const archive = createArchive({
    shelf,
    clock,
    log,
    limits: () => {
      const limit = { ageMs: 86_400_000, bytes: undefined };
      return { raw: limit, "1m": limit, "10m": limit, "1h": limit };
    },
  });
  const recent = createRecentHistory();
  const events = await openHubEvents({
    shelf,
    tenant: defaultTenant,
    recent,
    hosts: () => hub.hosts(),
    clock,
    log,
  });
  hub.follow(recent);
  hub.follow(events);
  const outlets = createOutlets({
    hub,
    journal: undefined,
    recent,
    events,
    clock,
    random: Math.random,
    maxHosts: () => 10,
  });
  const serve = (changed: Partial<Parameters<typeof createHttpServer>[0]>): Promise<HttpServer> =>
    createHttpServer({
      hub,
      archive,
      recent,
      events,
      outlets,
      listen: { host: "127.0.0.1", port: 0 },
      allowHosts: [],
      insecurePlaintext: false,
      log,
      clock,
      ...options,
      ...changed,
    });
  const server = await serve({});
  const agent = async (host: string): Promise<AgentPeer> => {
    const peer = connectAgentPeer((channel) => hub.acceptAgent(channel), {
      host,
      now: () => clock.now(),
    });
    peer.hello();
    peer.key(1);
    await settle();
    return peer;
  };
  await agent("web-07");
  return {
    clock,
    log,
    hub,
    archive,
    outlets,
    server,
    serve,
    agent,
    ask: (path, sent) => askHttp(new URL(path, server.url), sent),
    close: async () => {
      await server.close();
      outlets.close();
      await events.close();
      hub.close();
      await archive.close();
    },
  };
};

export const askHttp = (
  url: URL,
  { method = "GET", headers = {}, body = "" }: Sent = {},
): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const bytes = Buffer.concat(parts);
        const text = bytes.toString();
        const isJson = /json/.test(response.headers["content-type"] ?? "");
        const isPlain = response.headers["content-encoding"] === undefined;
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string | undefined>,
          bytes,
          text,
          body: isJson && isPlain && text !== "" ? (JSON.parse(text) as unknown) : undefined,
        });
      });
    });
    sent.on("error", reject).end(body);
  });
