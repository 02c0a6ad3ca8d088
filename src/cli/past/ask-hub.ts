import {
  Agent,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from "node:http";
import { request as requestHttps, Agent as TlsAgent } from "node:https";
import { type ErrorCode, errorCodes } from "../../protocol/error-codes.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";

/** Asks a hub over HTTP, over connections that are kept. */
export interface HubClient {
  /** The answer as it came from JSON, not checked. */
  ask(path: string, query: AskedQuery): Promise<unknown>;
  close(): void;
}

/** Parameters by name; those that are undefined are left out. */
export type AskedQuery = Readonly<Record<string, string | number | undefined>>;

/** How long a connection, and then the hub's next word, may take. */
const connectMs = 10_000;
const silenceMs = 120_000;
/** Characters of one text are at most 2^29 in V8. */
const answerBytes = 400_000_000;
/** Of an error text; the hub's own are shorter. */
const detailLength = 4_000;

/**
 * `ask` throws PROCMON_HUB_UNREACHABLE with the URL and the reason where no hub answers, and what the hub
 * itself answers as an error under the code that it has there.
 */
export const createHubClient = (hub: URL): HubClient => {
  const isTls = hub.protocol === "https:";
  const agent = new (isTls ? TlsAgent : Agent)({ keepAlive: true, maxSockets: 8 });
  const request = isTls ? requestHttps : requestHttp;
  const options: RequestOptions = { agent, headers: { Accept: "application/json" } };
  const unreachable = (reason: string, cause?: unknown): ProcmonError =>
    new ProcmonError("PROCMON_HUB_UNREACHABLE", `no hub answers at ${hub.href}: ${reason}`, {
      cause,
    });

  const receive = (url: URL): Promise<{ status: number; reason: string; text: string }> =>
    new Promise((resolve, reject) => {
      const sent = request(url, options, (response) => {
        readText(response).then(
          (text) =>
            resolve({
              status: response.statusCode ?? 0,
              reason: response.statusMessage ?? "",
              text,
            }),
          (error: unknown) => {
            sent.destroy();
            reject(unreachable(reasonOf(error), error));
          },
        );
      });
      sent.setTimeout(connectMs, () => sent.destroy(new Error("it says nothing")));
      sent.on("socket", (socket) => {
        if (!socket.connecting) sent.setTimeout(silenceMs);
        else socket.once("connect", () => sent.setTimeout(silenceMs));
      });
      sent.on("error", (error) => reject(unreachable(reasonOf(error), error)));
      sent.end();
    });

  return {
    ask: async (path, query) => {
      const url = new URL(path, hub);
      for (const [name, value] of Object.entries(query))
        if (value !== undefined) url.searchParams.set(name, String(value));
      const { status, reason, text } = await receive(url);
      const body = parseJson(text);
      if (status === 200 && body !== undefined) return body;
      const refusal = refusalOf(body);
      if (refusal !== undefined) throw refusal;
      const what = status === 200 ? "the server answered no JSON" : `the server answered ${status}`;
      throw unreachable(`${what} ${status === 200 ? "" : reason}`.trim());
    },
    close: () => agent.destroy(),
  };
};

const readText = async (response: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > answerBytes)
      throw new Error(
        `its answer is larger than ${answerBytes / 1e6} MB; ask for less with --host or --limit`,
      );
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** A problem document as the error that the hub threw. */
const refusalOf = (body: unknown): ProcmonError | undefined => {
  if (typeof body !== "object" || body === null) return undefined;
  const { code, detail } = body as { code?: unknown; detail?: unknown };
  if (typeof code !== "string" || typeof detail !== "string") return undefined;
  if (!Object.hasOwn(errorCodes, code)) return undefined;
  return new ProcmonError(code as ErrorCode, detail.slice(0, detailLength));
};

/** A name that has several addresses fails with one error for each, and no words of its own. */
const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
};
