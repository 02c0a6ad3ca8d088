import { z } from "zod";
import { problemOf } from "../src/hub/http/problem.ts";
import { queryError } from "../src/hub/http/query-error.ts";
import {
  healthAnswer,
  type Problem,
  processesAnswer,
  processesQuery,
  subtreeFieldIds,
  treeQuery,
} from "../src/protocol/api.ts";
import { apiPaths } from "../src/protocol/api-paths.ts";
import { errorCodes } from "../src/protocol/error-codes.ts";
import { code, markdownTable } from "./markdown-table.ts";

const hub = "http://127.0.0.1:8080";

/** docs/api.md: what the hub answers over HTTP. */
export const renderApiPage = (): string => `# The REST API

What \`procmon-hub\` answers over HTTP, under the address of its \`--listen\` (\`${hub}\` by default). All calls
are \`GET\` and answer JSON; none changes anything. A value that could not be read is \`null\`, never 0. The keys are
field ids; [fields.md](fields.md) says what each one means and its unit.

${markdownTable(
  ["Path", "What it answers"],
  [
    [code(apiPaths.health), "whether the hub is well, and what it counted"],
    [code(apiPaths.hosts), "all hosts, with the figures of their last sample"],
    [code(apiPaths.processes), "the processes of all hosts or of one: filtered, sorted, paged"],
    [code(apiPaths.tree), "the processes of one host as a tree"],
    [code(apiPaths.agent), "a WebSocket for agents: [protocol](protocol.md)"],
    [code(apiPaths.live), "a WebSocket for terminals and other readers: [protocol](protocol.md)"],
  ],
)}

A call with parameters takes each at most once, and no others than its table has: a misspelt one is an error, not
an answer to another question. One that is left out and has no default sets no condition.

## GET ${apiPaths.health}

${curl(apiPaths.health)}

It takes no parameters. The answer has ${listed(Object.keys(healthAnswer.shape))}. \`status\` is \`ok\`;
\`hosts\` has the number of hosts that are ${listed(Object.keys(healthAnswer.shape.hosts.shape))}; \`counters\` has what the
hub took, sent and dropped since it began.

## GET ${apiPaths.hosts}

${curl(apiPaths.hosts)}

It takes no parameters. The answer has \`hosts\`: of each host its id (\`host\`), its \`state\` (\`up\`, \`late\`, \`down\`),
\`interval_ms\`, \`first_seen\`, \`last_seen\` and \`clock_skew_ms\`; then the
[facts](fields.md#facts-of-a-host) and [fields of a host](fields.md#hosts); last \`top_process\`, the process with the
highest \`cpu_percent\` (\`pid\`, \`command\`, \`cpu_percent\`), or \`null\`.

## GET ${apiPaths.processes}

${curl(`${apiPaths.processes}?user=www-data&sort=-memory_rss&limit=5&fields=pid,name,memory_rss`)}

${curl(apiPaths.processes, { q: "cpu > 50 or rss > 1 GiB", limit: "20" })}

All conditions hold together.

${parameterTable(processesQuery)}

The answer has \`total\` and \`processes\`. \`total\`: ${descriptionOf(processesAnswer.shape.total)} Each process has \`host\` and the [fields of a process](fields.md#processes), or those that were asked for, under their ids.
Processes that are equal in \`sort\` come by host and pid.

## GET ${apiPaths.tree}

${curl(`${apiPaths.tree}?host=web-07&sort=-cpu_percent`)}

${parameterTable(treeQuery)}

The answer has \`host\` and \`processes\`: those whose parent is not there. Each process has \`host\`, every
[field of a process](fields.md#processes), its \`children\` in the same shape, and \`subtree\`: the sums over the
process and all below it of ${listed(subtreeFieldIds)}. A sum is of the values that could be read, and \`null\` where none could.

## Errors

An error is a problem document as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) has it, of the type
\`application/problem+json\`. \`code\` never changes and is one of [errors.md](errors.md); \`detail\` says what is
wrong, \`hint\` what to do.

${curl(refusedQuery().path)}

${json(refusedQuery().answer)}

${markdownTable(
  ["Status", "Code", "When"],
  (
    [
      "PROCMON_QUERY_INVALID",
      "PROCMON_ORIGIN_REFUSED",
      "PROCMON_NOT_FOUND",
      "PROCMON_FRAME_TOO_LARGE",
      "PROCMON_HOST_HEADER_REFUSED",
      "PROCMON_FILTER_SYNTAX",
      "PROCMON_INTERNAL",
    ] as const
  ).map((id) => [String(errorCodes[id].status), code(id), errorCodes[id].meaning]),
)}

## Who may ask

Whoever reaches the address: there are no keys yet, which is why the hub listens on loopback only unless told
otherwise. Pages in a browser are kept out, on the WebSocket paths too:

- The \`Host\` header must name the hub: \`localhost\` or a loopback address, the address of \`--listen\`, or a name given
  with \`--allow-host\`. A hub that listens on a network address takes any literal address, too.
- An \`Origin\` header, which programs do not send, must be that of the hub itself or have a name given with
  \`--allow-host\`.

\`--listen\` and \`--allow-host\` are options of [procmon-hub](commands.md#procmon-hub). No answer may be cached or framed, and none opens itself to
another origin.
`;

const listed = (names: readonly string[]): string => names.map(code).join(", ");
const shellBlock = (line: string): string => `\`\`\`sh\n${line}\n\`\`\``;
const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** A call to paste into a shell. `data` is for what a URL would have to escape. */
const curl = (path: string, data: Readonly<Record<string, string>> = {}): string => {
  const parts = Object.entries(data).map(([key, value]) => ` --data-urlencode '${key}=${value}'`);
  return shellBlock(`curl ${parts.length === 0 ? "" : "-G "}'${hub}${path}'${parts.join("")}`);
};

const descriptionOf = (schema: z.ZodType): string => schema.description ?? "";

const parameterTable = ({ shape }: { shape: Readonly<Record<string, z.ZodType>> }): string =>
  markdownTable(
    ["Parameter", "Value", "Default", "What it is"],
    Object.entries(shape).map(([name, schema]) => [
      code(name),
      expectedBy(schema),
      schema instanceof z.ZodPrefault ? code(String(schema.def.defaultValue)) : "",
      descriptionOf(schema),
    ]),
  );

/** What a parameter takes, from the schema within the wrapper that makes it optional. */
const expectedBy = (schema: z.ZodType): string => {
  const inner =
    schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const expected = z.globalRegistry.get(inner as z.ZodType)?.["expected"];
  return typeof expected === "string" ? expected : "";
};

/** A query that is refused, and the document the hub answers it with. */
const refusedQuery = (): { readonly path: string; readonly answer: Problem } => {
  const query = { sort: "memroy_rss" };
  const { error } = processesQuery.safeParse(query);
  if (error === undefined) throw new Error("expected a query that is refused");
  return {
    path: `${apiPaths.processes}?${new URLSearchParams(query).toString()}`,
    answer: problemOf(queryError(error, query, processesQuery)),
  };
};
