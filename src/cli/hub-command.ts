import * as z from "zod/mini";
import { logLevel } from "./agent-command.ts";
import { type Command } from "./option.ts";
import { listenAddress, onOrOff, or, wholeNumber } from "./option-schemas.ts";
import { type Guess } from "./refuse-words.ts";

export const hubCommand = {
  name: "procmon-hub",
  summary: "receives what agents send, keeps it and answers terminals and scripts",
  usage: ["procmon-hub [--listen ADDRESS] [--data-dir DIR]"],
  words: {},
  options: {
    listen: {
      type: "text",
      schema: or("127.0.0.1:8080", listenAddress),
      placeholder: "ADDRESS",
      description: "address and port (default 127.0.0.1:8080); port 0: any free one",
    },
    dataDir: {
      type: "text",
      schema: z._default(z.string(), "procmon-data"),
      placeholder: "DIR",
      description: "where the hub keeps its files (default procmon-data)",
    },
    allowHost: {
      type: "list",
      schema: z._default(
        z
          .array(
            z.string().check(z.minLength(1), z.maxLength(255, "expected at most 255 characters")),
          )
          .check(z.maxLength(100, "expected at most 100 names")),
        [],
      ),
      placeholder: "NAME",
      description: "also answer requests whose Host header has this name; may be repeated",
    },
    maxHosts: {
      type: "text",
      schema: or("10000", wholeNumber(1, 20_000)),
      placeholder: "N",
      description: "hosts to hold, 20000 at most (default 10000)",
    },
    insecurePlaintext: {
      type: "flag",
      schema: z._default(onOrOff, false),
      description:
        "listen on a network address without keys and TLS: whoever reaches it reads everything",
    },
    logLevel: {
      type: "text",
      schema: logLevel,
      placeholder: "LEVEL",
      description: "debug, info, warn or error (default info)",
    },
  },
  examples: ["procmon-hub", "procmon-hub --listen 127.0.0.1:9090 --data-dir /var/lib/procmon"],
} as const satisfies Command;

/** What a word without an option was probably meant for. */
export const hubGuesses: readonly Guess[] = [
  { option: "--listen", looks: /:\/\/|^[^\s/]*:\d+\/?$|^\d+$|^localhost$|^\d+(?:\.\d+){3}$/ },
  { option: "--log-level", looks: /^(?:debug|info|warn|error)$/ },
  { option: "--data-dir", looks: /^[^-]/ },
];
