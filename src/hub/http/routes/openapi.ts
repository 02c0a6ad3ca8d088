import { calls } from "../../../protocol/api/calls.ts";
import { type openapiCall } from "../../../protocol/api/openapi.ts";
import { type Handler } from "../handler.ts";
import { computeOpenapi } from "../openapi-document.ts";
import { jsonType, WrittenText } from "../written-text.ts";

/** The document never changes while the hub runs: made when it is first asked for. */
export const answerOpenapi = (): Handler<typeof openapiCall> => {
  let text: string | undefined;
  return () => {
    text ??= JSON.stringify(computeOpenapi(calls));
    return new WrittenText(jsonType, text);
  };
};
