import { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { z } from "zod";
import { type Call } from "../../protocol/api/call.ts";
import { calls } from "../../protocol/api/calls.ts";
import { type Clock } from "../../protocol/effects.ts";
import { createScan } from "../history/scan.ts";
import { csvTable } from "../query/csv-table.ts";
import { answerFormatOf } from "./answer-format.ts";
import { type Handler } from "./handler.ts";
import { type Handlers } from "./handlers.ts";
import { queryError } from "./query-error.ts";
import { addVary, sendText } from "./send-text.ts";
import { csvType, jsonType, WrittenText } from "./written-text.ts";

/** For calls without parameters: a parameter is an error there, too. */
const noParameters = z.strictObject({});

/** Registers every call of the table with its handler. `maxBody` bounds the bodies of those that take one. */
export const addRoutes = (
  app: FastifyInstance,
  handlers: Handlers,
  { clock, maxBody }: { clock: Clock; maxBody: number | undefined },
): void => {
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart }) => (data: unknown) => {
    const result = schema.safeParse(data);
    const place = httpPart === "params" ? "path" : "query";
    return result.success
      ? { value: result.data }
      : { error: queryError(result.error, data, schema, place) };
  });
  for (const [id, call] of Object.entries(calls) as [keyof Handlers, Call][])
    addRoute(app, call, handlers[id] as Handler<Call>, { clock, maxBody });
};

const addRoute = (
  app: FastifyInstance,
  call: Call,
  handler: Handler<Call>,
  { clock, maxBody }: { clock: Clock; maxBody: number | undefined },
): void => {
  const { method, params, query = noParameters, body, answer } = call;
  app.route({
    method,
    url: call.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    schema: { ...(params !== undefined && { params }), querystring: query },
    ...(body !== undefined && { bodyLimit: maxBody ?? body.maxBytes }),
    // Of a stream there is no end, and so no answer to HEAD.
    exposeHeadRoute: method === "GET" && answer.type !== "text/event-stream",
    handler: async (request, reply) => {
      const isCsv = answer.list !== undefined && answerFormatOf(request.headers.accept) === "csv";
      if (answer.list !== undefined) addVary(reply, "Accept");
      if (answer.status !== undefined) void reply.code(answer.status);
      const answered = await handler({
        params: request.params as never,
        query: request.query as never,
        body: request.body as never,
        format: isCsv ? "csv" : "json",
        scan: createScan({ clock, signal: request.signal }),
        request,
        reply,
      });
      return send(request, reply, { answered, call, isCsv });
    },
  });
};

const send = (
  request: FastifyRequest,
  reply: FastifyReply,
  { answered, call, isCsv }: { answered: unknown; call: Call; isCsv: boolean },
): Promise<FastifyReply> | FastifyReply => {
  if (answered === reply) return reply;
  if (answered === undefined) return reply.send();
  if (answered instanceof WrittenText) return sendText(request, reply, answered);
  const text = isCsv
    ? new WrittenText(csvType, csvOf(answered as Readonly<Record<string, object[]>>, call))
    : new WrittenText(jsonType, JSON.stringify(answered));
  return sendText(request, reply, text);
};

const csvOf = (answered: Readonly<Record<string, object[]>>, { answer }: Call): string => {
  const list = answer.list as string;
  return csvTable(answered[list] as object[], rowKeys(answer.schema, list));
};

/** The keys of a row by the schema: the columns where there are no rows. */
const rowKeys = (schema: z.ZodType | undefined, list: string): string[] => {
  const rows = schema instanceof z.ZodObject ? (schema.shape[list] as z.ZodType) : undefined;
  const row = rows instanceof z.ZodArray ? (rows.element as { shape?: object }) : undefined;
  return Object.keys(row?.shape ?? {});
};
