import { PassThrough } from "node:stream";
import { type streamCall } from "../../../protocol/api/stream.ts";
import { type Handler } from "../handler.ts";
import { knownView } from "../known-view.ts";
import { type RouteContext } from "../route-context.ts";

export const answerStream =
  ({ hub, outlets: { streams } }: RouteContext): Handler<typeof streamCall> =>
  ({ query: { agent_id, host = agent_id, q, fields }, request, reply }) => {
    if (host !== undefined) knownView(hub, host);
    const events = new PassThrough();
    const lastEventId = request.headers["last-event-id"];
    const leave = streams.open(
      { host, q, fields },
      {
        write: (text) => void events.write(text),
        get bufferedBytes() {
          return events.writableLength + events.readableLength + reply.raw.writableLength;
        },
        end: () => void events.end(),
      },
      typeof lastEventId === "string" ? lastEventId : undefined,
    );
    reply.raw.once("close", leave);
    // A proxy that gathers what it passes on would keep every event for long.
    return reply.type("text/event-stream").header("X-Accel-Buffering", "no").send(events);
  };
