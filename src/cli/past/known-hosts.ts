import * as z from "zod/mini";
import { apiPaths } from "../../protocol/api-paths.ts";
import { hostEntry } from "../../protocol/frame.ts";
import { hostFacts } from "../../protocol/host-facts.ts";
import { askAnswer } from "./ask-answer.ts";
import { type HubClient } from "./ask-hub.ts";

/** What a hub has of a host now, beside its figures. */
const knownHost = z.object({
  ...z.omit(hostEntry, { facts: true }).shape,
  ...hostFacts.shape,
  boot_time: z.nullable(hostFacts.shape.boot_time),
});
export type KnownHost = z.infer<typeof knownHost>;

const hostsSchema = z.looseObject({ hosts: z.array(knownHost) });

/** The hosts that a hub knows now, by id. */
export const askKnownHosts = async (client: HubClient): Promise<ReadonlyMap<string, KnownHost>> => {
  const asked = { path: apiPaths.hosts, query: {} };
  const { hosts } = await askAnswer(client, asked, hostsSchema);
  return new Map(hosts.map((one) => [one.host, one]));
};
