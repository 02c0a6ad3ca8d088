import { type UploadAnswer } from "../../protocol/api/upload.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { inflateBody } from "./inflate-body.ts";
import { type InflateTurns } from "./inflate-turns.ts";
import { parseBatch } from "./parse-batch.ts";
import { parseBoundedJson } from "./parse-bounded-json.ts";
import { uploadLimits } from "./upload-limits.ts";
import { type Uploads } from "./uploads.ts";

/** One upload as it came over HTTP. */
export interface UploadRequest {
  /** Of the path. */
  readonly host: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  /** As it was sent. */
  readonly body: Buffer;
  /** Bytes of the body once decompressed, at most. */
  readonly maxBytes: number;
}

/** Reads the body of an upload and takes its batch. Throws ProcmonError for whatever is wrong with it. */
export const receiveUpload = async (
  { host, contentType, contentEncoding, body, maxBytes }: UploadRequest,
  { uploads, turns }: { uploads: Uploads; turns: InflateTurns },
): Promise<UploadAnswer> => {
  checkContentType(contentType);
  // Until the batch is made of it, what was decompressed is in memory too.
  const end = await turns.take();
  let batch: ReturnType<typeof parseBatch>;
  try {
    const plain = await inflateBody(body, contentEncoding, maxBytes);
    batch = parseBatch(parseBoundedJson(plain, uploadLimits), host);
  } finally {
    end();
  }
  const { time, ...counts } = await uploads.take(batch);
  return { host, time, ...counts, ignored: [...batch.ignored] };
};

/** `application/json`, or a kind of JSON by its suffix (RFC 6839). */
const checkContentType = (contentType: string | undefined): void => {
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" || /^application\/[\w.-]+\+json$/.test(type)) return;
  throw new ProcmonError(
    "PROCMON_MEDIA_TYPE",
    `expected Content-Type application/json, got ${type === "" ? "none" : JSON.stringify(makeSafeText(type).slice(0, 64))}`,
  );
};
