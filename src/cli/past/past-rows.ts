import * as z from "zod/mini";
import { apiPaths } from "../../protocol/api-paths.ts";
import { hostId } from "../../protocol/host-id.ts";
import { processRow } from "../../protocol/process-row.ts";
import { time } from "./answer-schemas.ts";
import { askAnswer } from "./ask-answer.ts";
import { type AskedQuery, type HubClient } from "./ask-hub.ts";

/** More than any host has: what REST gives at most. */
export const allProcesses = 1_000_000;

/** A process with all of its fields, or some. */
const pastRow = z.extend(z.partial(processRow), { host: hostId });
export type PastRow = z.infer<typeof pastRow>;

const processesSchema = z.looseObject({
  samples: z.array(z.looseObject({ host: hostId, time })),
  absent: z.array(z.string()),
  processes: z.array(pastRow),
});

/** Processes at the moment `at` of the query: from which samples they are, and which hosts had none. */
export const askProcesses = (
  client: HubClient,
  query: AskedQuery,
): Promise<z.infer<typeof processesSchema>> =>
  askAnswer(client, { path: apiPaths.processes, query }, processesSchema);
