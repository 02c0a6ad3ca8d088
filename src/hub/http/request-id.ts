import { randomUUID } from "node:crypto";

/** Safe in a header, a URN, a log line and a shell. */
const sane = /^[\w.-]{1,64}$/;

/** What a request goes by in answer, log and problem: what the client calls it (`X-Request-Id`), else a new name. */
export const requestIdOf = (sent: string | string[] | undefined): string =>
  typeof sent === "string" && sane.test(sent) ? sent : randomUUID();
