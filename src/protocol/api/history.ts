import { z } from "zod";
import { type ProcessFieldId } from "../process-fields.ts";
import { type FieldValue, processRow } from "../process-row.ts";
import { ownersShape } from "./process-identity.ts";

/** One raw sample of a process: its time, and the fields that were asked for. */
export type HistoryPoint = { time: number } & { [Id in ProcessFieldId]?: FieldValue };
const historyPoint = z.object({
  time: z.int().describe("When the sample was made, milliseconds since 1970."),
  ...z.object(processRow.shape).omit({ host: true }).partial().shape,
});

export const historyAnswer = z.object({
  host: z.string(),
  from: z.int().describe("Begin of the window, milliseconds since 1970."),
  to: z.int().describe("End of the window, milliseconds since 1970."),
  ...ownersShape,
  total: z.int().describe("Samples in the window, of which the newest `limit` are given."),
  points: z.array(historyPoint).describe("Oldest first."),
});
export type HistoryAnswer = Omit<z.infer<typeof historyAnswer>, "points"> & {
  points: HistoryPoint[];
};
