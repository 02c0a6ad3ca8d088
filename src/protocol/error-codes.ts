/**
 * Every error that procmon reports, by permanent code: the text may change, the code never does.
 * `status` is the HTTP status, `close` the WebSocket close code (RFC 6455 section 7.4; 4000-4999 are
 * ours), `exit` the exit code of a command. docs/errors.md is generated from this table.
 */
export const errorCodes = {
  PROCMON_FRAME_TOO_LARGE: {
    status: 413,
    close: 1009,
    exit: 1,
    meaning: "A message is larger than the limit named in it.",
    hint: "Split the batch, or raise the limit in the hub's configuration.",
  },
  PROCMON_FRAME_NOT_JSON: {
    status: 400,
    close: 1007,
    exit: 1,
    meaning: "A message is not one JSON object.",
    hint: "Send one JSON object a message, as docs/protocol.md describes.",
  },
  PROCMON_FRAME_INVALID: {
    status: 422,
    close: 1008,
    exit: 1,
    meaning: "A message does not have the shape of any frame; the message names the place.",
    hint: "Compare the frame with docs/protocol.md.",
  },
  PROCMON_FRAME_INCONSISTENT: {
    status: 409,
    close: 4001,
    exit: 1,
    meaning:
      "A frame contradicts the table it is applied to, such as a birth in a slot that is taken.",
    hint: "The sender answers a resync with a key frame; nothing needs to be done by hand.",
  },
  PROCMON_PROTOCOL_VERSION: {
    status: 426,
    close: 4002,
    exit: 1,
    meaning: "The peer speaks a protocol version that this side does not.",
    hint: "Upgrade the older side; the hub accepts the versions named in the message.",
  },
  PROCMON_HELLO_EXPECTED: {
    status: 400,
    close: 4003,
    exit: 1,
    meaning: "A connection began with something else than its greeting.",
    hint: "An agent sends hello first, a terminal sends watch first.",
  },
  PROCMON_HOST_TAKEN: {
    status: 409,
    close: 4004,
    exit: 1,
    meaning: "Another agent is connected under the same host id.",
    hint: "Give each agent its own --id.",
  },
  PROCMON_TOO_MANY_HOSTS: {
    status: 503,
    close: 4005,
    exit: 1,
    meaning: "The hub holds as many hosts as it is configured to.",
    hint: "Raise max_hosts in the hub's configuration, or remove hosts that are gone.",
  },
  PROCMON_RATE_LIMITED: {
    status: 429,
    close: 4006,
    exit: 1,
    meaning: "A peer sends or connects more often than the hub takes; the message names the bound.",
    hint: "Raise the agent's --interval, or close connections that nobody reads.",
  },
  PROCMON_FILTER_SYNTAX: {
    status: 422,
    close: 1008,
    exit: 2,
    meaning: "A filter cannot be read; the message points at the token.",
    hint: "The grammar is in docs/filter.md.",
  },
  PROCMON_USAGE: {
    status: 400,
    close: 1008,
    exit: 2,
    meaning:
      "A flag or an argument is wrong; the message names it, what came and what was expected.",
    hint: "Run the command with --help.",
  },
  PROCMON_QUERY_INVALID: {
    status: 400,
    close: 1008,
    exit: 2,
    meaning:
      "A request over HTTP or one of its query parameters is wrong; the message names it, what came and what was expected.",
    hint: "docs/api.md lists the calls and their parameters.",
  },
  PROCMON_MEDIA_TYPE: {
    status: 415,
    close: 1003,
    exit: 1,
    meaning:
      "The body of a request is of a kind, or compressed in a way, that the hub does not read; the message names those it does.",
    hint: "Send Content-Type: application/json, plain or with a Content-Encoding that the message names.",
  },
  PROCMON_BODY_UNREADABLE: {
    status: 400,
    close: 1007,
    exit: 1,
    meaning: "The body of a request cannot be decompressed, or is not JSON.",
    hint: "Compare the body with docs/api.md, and its compression with Content-Encoding.",
  },
  PROCMON_BATCH_INVALID: {
    status: 422,
    close: 1008,
    exit: 1,
    meaning:
      "An uploaded batch has a wrong row or a wrong fact, and nothing of it was taken; `errors` lists the first by index and field.",
    hint: "docs/fields.md has the unit of each field; send null, or leave out, what could not be read.",
  },
  PROCMON_NOT_KEPT: {
    status: 503,
    close: 1013,
    exit: 1,
    meaning:
      "What was sent is not on disk yet, as when the disk is full: it is shown, and may be lost.",
    hint: "Send the same batch again later: one of the same time is taken once. GET /readyz has the reason.",
  },
  PROCMON_NOT_FOUND: {
    status: 404,
    close: 1008,
    exit: 1,
    meaning: "There is nothing under that path or name.",
    hint: "GET /api/v1/hosts lists the hosts.",
  },
  PROCMON_METHOD_NOT_ALLOWED: {
    status: 405,
    close: 1008,
    exit: 2,
    meaning:
      "There is a call under that path, but not with that method; the header Allow lists those.",
    hint: "docs/api.md lists the calls and their methods.",
  },
  PROCMON_URL_TOO_LONG: {
    status: 414,
    close: 1009,
    exit: 2,
    meaning: "The path and query of a request are longer than the limit named in the message.",
    hint: "Shorten the filter, or ask for one host at a time.",
  },
  PROCMON_HEADERS_TOO_LARGE: {
    status: 431,
    close: 1009,
    exit: 2,
    meaning: "The headers of a request are larger than the limit named in the message.",
    hint: "Send fewer headers: the hub needs Host alone.",
  },
  PROCMON_HOST_CONNECTED: {
    status: 409,
    close: 1008,
    exit: 1,
    meaning: "A host cannot be forgotten while its agent is connected.",
    hint: "End the agent of that host first.",
  },
  PROCMON_HOST_HEADER_REFUSED: {
    status: 421,
    close: 1008,
    exit: 1,
    meaning:
      "The Host header names none of the hub's own addresses (guards against DNS rebinding).",
    hint: "Ask under the address of --listen, or add the name with --allow-host.",
  },
  PROCMON_ORIGIN_REFUSED: {
    status: 403,
    close: 1008,
    exit: 1,
    meaning: "A browser page of another origin asked.",
    hint: "procmon answers programs and its own pages only.",
  },
  PROCMON_LISTEN_REFUSED: {
    status: 500,
    close: 1011,
    exit: 2,
    meaning: "The hub will not listen on a network address without keys and TLS.",
    hint: "Listen on 127.0.0.1 behind a tunnel, or say --insecure-plaintext if the network is trusted.",
  },
  PROCMON_DATA_DIR: {
    status: 500,
    close: 1011,
    exit: 1,
    meaning:
      "The hub cannot keep its files in the folder of --data-dir; the message has the reason.",
    hint: "Name a folder that this user may write to with --data-dir.",
  },
  PROCMON_CONFIG_INVALID: {
    status: 500,
    close: 1011,
    exit: 2,
    meaning:
      "A setting of the hub is wrong; the message names its key, what came, from where, and what was expected.",
    hint: "docs/config.md lists the settings; procmon-hub config prints those in effect.",
  },
  PROCMON_DATA_DAMAGED: {
    status: 500,
    close: 1011,
    exit: 1,
    meaning: "Files of the hub do not hold what was written to them; the message counts them.",
    hint: "What is intact is served all the same. Take the rest from a backup, or leave it to retention.",
  },
  PROCMON_HUB_UNREACHABLE: {
    status: 502,
    close: 1011,
    exit: 3,
    meaning: "No hub answers at the URL; the message has the URL and the reason.",
    hint: "Start procmon-hub there, or check --hub.",
  },
  PROCMON_SOURCE_UNAVAILABLE: {
    status: 500,
    close: 1011,
    exit: 1,
    meaning: "This machine cannot be sampled in the way asked for.",
    hint: "Leave --source out: the agent then takes what works here.",
  },
  PROCMON_INTERNAL: {
    status: 500,
    close: 1011,
    exit: 1,
    meaning: "A fault of procmon itself.",
    hint: "Report it with the message and what led to it.",
  },
} as const;

export type ErrorCode = keyof typeof errorCodes;
