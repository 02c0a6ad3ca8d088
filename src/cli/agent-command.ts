import { hostname } from "node:os";
import * as z from "zod/mini";
import { hostId } from "../protocol/host-id.ts";
import { type Command } from "./option.ts";
import { durationMs, hubUrl, or } from "./option-schemas.ts";
import { type Guess } from "./refuse-words.ts";

/** `web 07.example` is no id: what does not fit becomes a dash. */
export const idOfHostname = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9._-]/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 128) || "host";

const logLevel = z._default(
  z.enum(["debug", "info", "warn", "error"], { error: "expected debug, info, warn or error" }),
  "info",
);

export const sourceKind = z.optional(
  z.enum(["procfs", "portable"], { error: "expected procfs or portable" }),
);

export const agentCommand = {
  name: "procmon-agent",
  summary: "samples every process of this machine and streams what changed to a hub",
  usage: ["procmon-agent [--hub URL] [--id NAME] [--interval TIME]"],
  words: {},
  options: {
    hub: {
      type: "text",
      schema: or("http://127.0.0.1:8080", hubUrl),
      placeholder: "URL",
      description: "the hub to stream to (default http://127.0.0.1:8080)",
    },
    id: {
      type: "text",
      schema: z._default(hostId, () => idOfHostname(hostname())),
      placeholder: "NAME",
      description: "what the fleet calls this host (default: its host name)",
    },
    interval: {
      type: "text",
      schema: or("5s", durationMs(100, 3_600_000)),
      placeholder: "TIME",
      description: "time between samples (default 5s); the hub may ask for another",
    },
    source: {
      type: "text",
      schema: sourceKind,
      placeholder: "KIND",
      description: "procfs or portable (default: what works here)",
    },
    logLevel: {
      type: "text",
      schema: logLevel,
      placeholder: "LEVEL",
      description: "debug, info, warn or error (default info)",
    },
  },
  examples: ["procmon-agent --hub http://127.0.0.1:8080 --id web-07"],
} as const satisfies Command;

/** What a word without an option was probably meant for. */
export const agentGuesses: readonly Guess[] = [
  { option: "--hub", looks: /:\/\/|^[^\s/]+:\d+\/?$/ },
  { option: "--interval", looks: /^\d+(?:\.\d+)?(?:ms|s|m|h)?$/ },
  { option: "--log-level", looks: /^(?:debug|info|warn|error)$/ },
  { option: "--source", looks: /^(?:procfs|portable)$/ },
  { option: "--id", looks: /^[\w.-]+$/ },
];
