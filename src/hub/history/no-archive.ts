import { type Archive } from "../archive/archive.ts";

/** The past of a hub that keeps none: every answer is from the live tables alone. */
export const noArchive: Archive = {
  hosts: async () => [],
  span: async () => undefined,
  pieces: async function* () {},
  tierPieces: async function* () {},
  tableAt: async () => undefined,
  damages: [],
};
