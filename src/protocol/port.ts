import * as z from "zod/mini";
import { safeText } from "./safe-text-schema.ts";

/** A socket that waits for peers. `address` is `*` where it is bound to every address. */
export const portBinding = z.strictObject({
  protocol: z.enum(["tcp", "tcp6", "udp", "udp6"]),
  address: safeText(64),
  port: z.int().check(z.minimum(0), z.maximum(65_535)),
});
export type PortBinding = z.infer<typeof portBinding>;

export const samePorts = (a: readonly PortBinding[], b: readonly PortBinding[]): boolean =>
  a.length === b.length &&
  a.every((port, i) => {
    const other = b[i];
    return (
      other !== undefined &&
      port.port === other.port &&
      port.protocol === other.protocol &&
      port.address === other.address
    );
  });

/** `*:8080`, `127.0.0.1:53`, `[::1]:631`: as people read and type it. */
export const formatPort = ({ address, port }: PortBinding): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
