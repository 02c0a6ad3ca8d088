import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { type Call } from "./call.ts";

export const openapiCall = {
  method: "GET",
  path: apiPaths.openapi,
  summary: "this page for programs: an OpenAPI 3.1 document",
  answer: {
    schema: z.looseObject({ openapi: z.string() }),
    what: "The answer has `openapi`, the version of that standard, and the rest that it asks for: it describes every call, its parameters and its answer. It follows from the schemas that the hub itself checks requests by.",
  },
  examples: [{}],
} as const satisfies Call;
