import { type uploadCall } from "../../../protocol/api/upload.ts";
import { createInflateTurns } from "../../upload/inflate-turns.ts";
import { receiveUpload } from "../../upload/receive-upload.ts";
import { uploadLimits } from "../../upload/upload-limits.ts";
import { type Handler } from "../handler.ts";
import { type RouteContext } from "../route-context.ts";

export const answerUpload = ({
  outlets: { uploads },
}: RouteContext): Handler<typeof uploadCall> => {
  const turns = createInflateTurns({
    atOnce: uploadLimits.inflatedAtOnce,
    maxWaiting: uploadLimits.inflatedWaiting,
  });
  return ({ params, body, request: { headers, routeOptions } }) =>
    receiveUpload(
      {
        host: params.agent_id,
        contentType: headers["content-type"],
        contentEncoding: headers["content-encoding"],
        body,
        maxBytes: routeOptions.bodyLimit,
      },
      { uploads, turns },
    );
};
