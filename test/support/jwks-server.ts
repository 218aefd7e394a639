import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An issuer's server of keys, on a free port of this machine. */
export interface JwksServer {
  readonly jwksUri: string;
  /** How often it was asked. */
  requests(): number;
  /** What it answers from now on: a JWK Set, or whatever the listener does. */
  answer(answer: object | RequestListener): void;
  close(): Promise<void>;
}

export async function startJwksServer(first: object | RequestListener): Promise<JwksServer> {
  let current = first;
  let count = 0;
  const server: Server = createServer((request, response) => {
    count += 1;
    if (typeof current === 'function') (current as RequestListener)(request, response);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(current));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    jwksUri: `http://127.0.0.1:${port}/jwks.json`,
    requests: () => count,
    answer: (answer) => {
      current = answer;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
