import { type FastifyReply, type FastifyRequest } from "fastify";
import { type z } from "zod";
import { type Call } from "../../protocol/api/call.ts";
import { type Scan } from "../history/scan.ts";
import { type AnswerFormat } from "./answer-format.ts";
import { type WrittenText } from "./written-text.ts";

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Part<C, Key extends string> = C extends { readonly [K in Key]: infer Value }
  ? Value
  : undefined;

/** A request whose path and query meet the schemas of its call. */
export interface Asked<C extends Call> {
  readonly params: OutputOf<Part<C, "params">>;
  readonly query: OutputOf<Part<C, "query">>;
  /** As it was sent, at most `maxBytes` of it, unread: who takes it checks it against the schema. */
  readonly body: C extends { readonly body: object } ? Buffer : undefined;
  /** `csv` only where the call's answer is a list. */
  readonly format: AnswerFormat;
  /** The pace of a long answer; ends with the request. */
  readonly scan: Scan;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type InputOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

/**
 * What a call answers: its object, which is then written as JSON or as CSV, nothing for a call without an
 * answer, or text that is written already. One that answers through `reply` itself gives that.
 */
type Answered<C extends Call> = InputOf<Part<C["answer"], "schema">> | WrittenText | FastifyReply;

/** Answers one call. Throws ProcmonError; anything else is a fault of the hub. */
export type Handler<C extends Call> = (asked: Asked<C>) => Answered<C> | Promise<Answered<C>>;
