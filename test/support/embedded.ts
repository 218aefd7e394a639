import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from '../../src/server/create-server.js';
import { noteSecretsOf } from './leaks.js';

/** How requests come to a server that has no port of its own. */
export interface Host {
  send(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export const hosts = { handler: hostOfHandler, fetch: hostOfFetch } as const;

/** A plain Node server in front of it. `before` is what such a server does first, as middleware does. */
export async function hostOfHandler(
  { handler }: Pick<Server, 'handler'>,
  before: (request: Parameters<Server['handler']>[0]) => Promise<void> = async () => {},
): Promise<Host> {
  const server = createServer((request, response) => void before(request).then(() => handler(request, response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    send: (path, init) => noted(init, fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function hostOfFetch({ fetch: answer }: Pick<Server, 'fetch'>): Promise<Host> {
  return {
    send: (path, init) => noted(init, answer(new Request(`https://api.example.com${path}`, init))),
    close: async () => {},
  };
}

function noted<T>(init: RequestInit | undefined, sent: T): T {
  if (typeof init?.body === 'string') noteSecretsOf({ query: init.body.replaceAll('\\"', '"') });
  return sent;
}
