import { type z } from "zod";
import { type ErrorCode } from "../error-codes.ts";

/** One kind of question to the hub over HTTP. Server, `/openapi.json` and docs/api.md follow from it. */
export interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  /** Of `apiPaths`: `{name}` stands for a part of the path that `params` describes. */
  readonly path: string;
  /** What it answers or does, as the end of a sentence: "the processes of one host as a tree". */
  readonly summary: string;
  /** More about the question, in Markdown: what stands before the table of parameters. */
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: {
    readonly schema: z.ZodType;
    /** What is sent, as the end of a sentence. */
    readonly what: string;
    /** Bytes, once decompressed. */
    readonly maxBytes: number;
  };
  readonly answer: Answer;
  /** Errors of this call's own, besides those that every call can have. */
  readonly errors?: readonly ErrorCode[];
  /** For docs/api.md. Each is tried against the schemas. */
  readonly examples: readonly Example[];
}

export interface Answer {
  /** 200 where not given. */
  readonly status?: 201 | 202 | 204;
  /** `application/json` where not given. */
  readonly type?: string;
  /** Not given where the answer has no body, or one that is not JSON. */
  readonly schema?: z.ZodType;
  /** What the answer has, in Markdown. */
  readonly what: string;
  /** The key of the answer whose rows `Accept: text/csv` gives, where it is a list. */
  readonly list?: string;
}

export interface Example {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as it stands. */
  readonly body?: string;
}
