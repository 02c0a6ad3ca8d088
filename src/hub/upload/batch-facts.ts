import { type HostFacts } from "../../protocol/host-facts.ts";
import { unknownFacts } from "../unknown-facts.ts";
import { type Batch } from "./parse-batch.ts";

/** Shares that round to one digit behind the point leave a total this uncertain. */
const totalTolerance = 0.05;

/**
 * What is known of a host that uploads: what the batch says, else what an earlier one said. What no batch
 * said is absent; `platform` and `arch`, which every agent knows, are `unknown` then.
 */
export const computeBatchFacts = (batch: Batch, before: HostFacts | undefined): HostFacts => {
  const facts: HostFacts = {
    ...(before?.source === "upload" ? before : unknownFacts(batch.host)),
    ...batch.facts,
    source: "upload",
  };
  if (batch.facts.memory_total !== undefined) return facts;
  return { ...facts, memory_total: inferMemoryTotal(batch, facts.memory_total) };
};

/**
 * `memory_percent` is kept as what it is a share of: where the total is not told, it follows from the
 * process with the largest share of which the bytes are known too. One found before stays while it fits.
 */
const inferMemoryTotal = ({ rows }: Batch, known: number | null): number | null => {
  let share = 0;
  let total: number | null = null;
  for (const { memoryPercent = 0, numbers } of rows) {
    const rss = numbers.get("memory_rss");
    if (rss === undefined || rss === 0 || memoryPercent <= share) continue;
    const inferred = Math.round((rss / memoryPercent) * 100);
    // The protocol carries no other number; no memory is as large.
    if (!Number.isSafeInteger(inferred)) continue;
    share = memoryPercent;
    total = inferred;
  }
  if (total === null) return known;
  return known !== null && Math.abs(total / known - 1) < totalTolerance ? known : total;
};
