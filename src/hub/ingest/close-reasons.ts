/** Why the hub ends the session of a host with code 1000: a host that uploads is told which it was. */
export const closeReasons = {
  replaced: "an agent connected in its place",
  forgotten: "the host is forgotten",
} as const;
