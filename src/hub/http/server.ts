import { type AddressInfo } from "node:net";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { createHttpApp, type HttpOptions, type HttpSettings } from "./http-app.ts";
import { checkListen } from "./listen-policy.ts";
import { acceptSockets } from "./sockets.ts";

export interface HttpServer extends HttpSettings {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Puts a hub on the network: REST, and WebSockets for agents and terminals. Throws
 * PROCMON_LISTEN_REFUSED for an address beyond loopback without `insecurePlaintext`.
 */
export const createHttpServer = async (
  options: HttpOptions & {
    readonly listen: { readonly host: string; readonly port: number };
    readonly insecurePlaintext: boolean;
  },
): Promise<HttpServer> => {
  const { hub, listen, log, clock } = options;
  checkListen(listen.host, options.insecurePlaintext);
  const http = await createHttpApp({ ...options, listenHost: listen.host });
  const { app, guard } = http;
  const sockets = acceptSockets(app.server, { hub, guard, clock, log });
  try {
    await app.listen({ host: listen.host, port: listen.port });
  } catch (error) {
    await sockets.close();
    await app.close();
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ProcmonError(
      "PROCMON_USAGE",
      `expected an address that is free to listen on, got ${listen.host}:${listen.port} (${code})`,
      { cause: error },
    );
  }
  const { address, port, family } = app.server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${port}`,
    setAllowHosts: (names) => http.setAllowHosts(names),
    setCorsOrigins: (origins) => http.setCorsOrigins(origins),
    setAccessLog: (isOn) => http.setAccessLog(isOn),
    close: async () => {
      await sockets.close();
      await app.close();
    },
  };
};
