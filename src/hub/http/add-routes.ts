import { type FastifyInstance } from "fastify";
import * as z from "zod";
import { type Answer, type Call } from "../../protocol/api/call.ts";
import { calls } from "../../protocol/api/calls.ts";
import { type Clock } from "../../protocol/effects.ts";
import { createScan, type Scan } from "../history/scan.ts";
import { writeCsvTable } from "../query/csv-table.ts";
import { writeListJson } from "../query/list-json.ts";
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
      const scan = createScan({ clock, signal: request.signal });
      const answered: unknown = await handler({
        params: request.params as never,
        query: request.query as never,
        body: request.body as never,
        format: isCsv ? "csv" : "json",
        scan,
        request,
        reply,
      });
      if (answered === reply) return reply;
      if (answered === undefined) return reply.send();
      const written =
        answered instanceof WrittenText
          ? answered
          : write(answered as Written, { answer, isCsv, scan });
      return sendText(request, reply, written);
    },
  });
};

type Written = Readonly<Record<string, object[]>>;

/** An answer as text; a list of any length in pieces. */
const write = (
  answered: Written,
  { answer, isCsv, scan }: { answer: Answer; isCsv: boolean; scan: Scan },
): WrittenText => {
  const { list, schema } = answer;
  if (list === undefined) return new WrittenText(jsonType, JSON.stringify(answered));
  if (!isCsv) return new WrittenText(jsonType, writeListJson(answered, list, scan));
  const rows = answered[list] as object[];
  return new WrittenText(csvType, writeCsvTable(rows, rowKeys(schema, list), scan));
};

/** The keys of a row by the schema: the columns where there are no rows. */
const rowKeys = (schema: z.ZodType | undefined, list: string): string[] => {
  const rows = schema instanceof z.ZodObject ? (schema.shape[list] as z.ZodType) : undefined;
  const row = rows instanceof z.ZodArray ? (rows.element as { shape?: object }) : undefined;
  return Object.keys(row?.shape ?? {});
};
