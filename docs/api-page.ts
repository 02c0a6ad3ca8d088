import { z } from "zod";
import { problemOf } from "../src/hub/http/problem.ts";
import { queryError } from "../src/hub/http/query-error.ts";
import { type Call, type Example } from "../src/protocol/api/call.ts";
import { calls } from "../src/protocol/api/calls.ts";
import { expectedBy } from "../src/protocol/api/parameter.ts";
import { type Problem } from "../src/protocol/api/problem.ts";
import { processesQuery } from "../src/protocol/api/processes.ts";
import { apiPaths } from "../src/protocol/api-paths.ts";
import { type ErrorCode, errorCodes } from "../src/protocol/error-codes.ts";
import { code, markdownTable } from "./markdown-table.ts";

const hub = "http://127.0.0.1:8080";

/** docs/api.md: what the hub answers over HTTP. */
export const renderApiPage = (): string => `# The REST API

What \`procmon-hub\` answers over HTTP, under the address of its \`--listen\` (\`${hub}\` by default). Answers are
JSON. A value that could not be read is \`null\`, never 0. The keys are field ids; [fields.md](fields.md) says what
each one means and its unit. For programs, ${code(apiPaths.openapi)} has all of this as an OpenAPI document.

${markdownTable(
  ["Call", "What it answers or does"],
  [
    ...Object.values(calls).map((call) => [code(titleOf(call)), call.summary]),
    [code(apiPaths.agent), "a WebSocket for agents: [protocol](protocol.md)"],
    [code(apiPaths.live), "a WebSocket for terminals and other readers: [protocol](protocol.md)"],
  ],
)}

A call with parameters takes each at most once, and no others than its table has: a misspelt one is an error, not
an answer to another question. One that is left out and has no default sets no condition. A moment is
milliseconds since 1970, a time such as \`2026-11-20T03:12:00Z\`, an age such as \`-2h\`, or \`now\`.

Whatever can be asked with \`GET\` can be asked with \`HEAD\`, too, but for the stream, which has no end. Another
method is refused with 405, and the header \`Allow\` lists those there are.

${Object.values(calls).map(renderCall).join("\n\n")}

## Lists as CSV

With the header \`Accept: text/csv\`, a call that answers with a list gives that list as CSV (RFC 4180), with a line of
names first. What is absent is empty. An object becomes columns of its own (\`top_process.pid\`); the arguments of a
command line are joined by blanks. A text that a spreadsheet would take for a formula (it begins with \`=\`, \`+\`, \`-\`
or \`@\`) gets an apostrophe in front: names and command lines are chosen by whoever starts a process.

${shellBlock(`curl -H 'Accept: text/csv' '${hub}${apiPaths.processes}?fields=pid,name,cpu_percent'`)}

## Page after page

\`next_cursor\` of an answer goes into \`cursor\` of the next question; the header \`Link\` with \`rel="next"\` has that
question whole. A cursor is a place in the order of \`sort\`, not a number of rows: when processes come and go
between two pages, no other is given twice or passed over. One whose own value in \`sort\` changes moves, though: to
see each exactly once, sort by what stays, such as \`pid\`. \`offset\` counts rows anew each time. A cursor goes with
the same \`sort\` and \`order\`; it does not grow old.

## Headers

- \`ETag\`: answers that are not too long (about a million characters) have one. Sent back in \`If-None-Match\`, the answer is
  304 without a body as long as it would be the same.
- \`Accept-Encoding: gzip\`: answers from 1400 bytes on are compressed.
- \`X-Request-Id\`: what the request goes by in the hub's log. Up to 64 letters, digits, dots, dashes and underscores
  are taken over from the request; otherwise the hub makes one.

## Errors

An error is a problem document as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) has it, of the type
\`application/problem+json\`. \`code\` never changes and is one of [errors.md](errors.md); \`detail\` says what is
wrong, \`hint\` what to do; \`request_id\` is that of the header.

${curl(apiPaths.processes, { query: refusedQuery })}

${json(refusal())}

These any call can have:

${errorTable([
  "PROCMON_QUERY_INVALID",
  "PROCMON_ORIGIN_REFUSED",
  "PROCMON_NOT_FOUND",
  "PROCMON_METHOD_NOT_ALLOWED",
  "PROCMON_FRAME_TOO_LARGE",
  "PROCMON_URL_TOO_LONG",
  "PROCMON_HOST_HEADER_REFUSED",
  "PROCMON_FILTER_SYNTAX",
  "PROCMON_HEADERS_TOO_LARGE",
  "PROCMON_INTERNAL",
])}

## Who may ask

Whoever reaches the address: there are no keys yet, which is why the hub listens on loopback only unless told
otherwise. Pages in a browser are kept out, on the WebSocket paths too:

- The \`Host\` header must name the hub: \`localhost\` or a loopback address, the address of \`--listen\`, or a name given
  with \`--allow-host\`. A hub that listens on a network address takes any literal address, too.
- An \`Origin\` header, which programs do not send, must be that of the hub itself, have a name given with
  \`--allow-host\`, or be one of the origins given with \`--cors-origin\`. Only pages of the last may read answers: each
  origin is named whole, such as \`https://dashboard.example\`; there is no \`*\`.

These are options of [procmon-hub](commands.md#procmon-hub). No answer may be cached or framed.
`;

const titleOf = ({ method, path }: Call): string => `${method} ${path}`;

const renderCall = (call: Call): string =>
  [
    `## ${titleOf(call)}`,
    ...call.examples.map((example) => curlOf(call, example)),
    ...(call.description === undefined ? [] : [call.description]),
    ...(call.params === undefined ? [] : [parameterTable("In the path", call.params)]),
    ...(call.query === undefined
      ? ["It takes no parameters."]
      : [parameterTable("Parameter", call.query)]),
    ...(call.body === undefined
      ? []
      : [`The body is ${call.body.what}, at most ${call.body.maxBytes / 1024 / 1024} MiB.`]),
    `${call.answer.status === undefined ? "" : `The status is ${call.answer.status}. `}${call.answer.what}`,
    ...keyTable(call.answer.schema),
    ...(call.answer.list === undefined
      ? []
      : [`As [CSV](#lists-as-csv): \`${call.answer.list}\`.`]),
    ...(call.errors === undefined ? [] : [errorTable(call.errors)]),
  ].join("\n\n");

/** A row of fields has more keys; these are told in fields.md. */
const mostKeys = 20;

/** The keys of an answer that say themselves what they are. */
const keyTable = (schema: z.ZodType | undefined): string[] => {
  const keys = Object.entries(schema instanceof z.ZodObject ? schema.shape : {});
  const told = (keys as [string, z.ZodType][]).flatMap(([key, { description }]) =>
    description === undefined ? [] : [[code(key), description]],
  );
  return told.length === 0 || keys.length > mostKeys
    ? []
    : [markdownTable(["Key", "What it is"], told)];
};

const errorTable = (codes: readonly ErrorCode[]): string =>
  markdownTable(
    ["Status", "Code", "When"],
    codes.map((id) => [String(errorCodes[id].status), code(id), errorCodes[id].meaning]),
  );

const shellBlock = (line: string): string => `\`\`\`sh\n${line}\n\`\`\``;
const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

const curlOf = ({ method, path }: Call, { params = {}, query, body }: Example): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
  return curl(filled, {
    method,
    ...(query !== undefined && { query }),
    ...(body !== undefined && { body }),
  });
};

/** A call to paste into a shell. What a URL would have to escape is left to curl. */
const curl = (
  path: string,
  {
    method = "GET",
    query = {},
    body,
  }: {
    readonly method?: Call["method"];
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: string;
  },
): string => {
  const entries = Object.entries(query);
  const isPlain = entries.every(([, value]) => /^[\w.,:-]*$/.test(value));
  const search = entries.map(([key, value]) => `${key}=${value}`).join("&");
  const parts = [
    "curl",
    ...(method === "DELETE" ? ["-X DELETE"] : []),
    ...(isPlain ? [] : ["-G"]),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'"]),
    `'${hub}${path}${isPlain && entries.length > 0 ? `?${search}` : ""}'`,
    ...(isPlain ? [] : entries.map(([key, value]) => `--data-urlencode '${key}=${value}'`)),
    ...(body === undefined ? [] : [`--data '${body}'`]),
  ];
  return shellBlock(parts.join(" "));
};

const parameterTable = (
  title: string,
  { shape }: { shape: Readonly<Record<string, unknown>> },
): string =>
  markdownTable(
    [title, "Value", "Default", "What it is"],
    (Object.entries(shape) as [string, z.ZodType][]).map(([name, schema]) => [
      code(name),
      expectedBy(schema),
      "defaultValue" in schema.def ? code(String(schema.def.defaultValue)) : "",
      schema.description ?? "",
    ]),
  );

const refusedQuery = { sort: "memroy_rss" };

/** The document that the hub answers a wrong query with. */
const refusal = (): Problem => {
  const { error } = processesQuery.safeParse(refusedQuery);
  if (error === undefined) throw new Error("expected a query that is refused");
  return problemOf(queryError(error, refusedQuery, processesQuery), "c8f1a3de");
};
