import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartupError } from '../errors.js';
import { unexpectedError } from './format-error.js';
import type { Handler } from './graphql-handler.js';
import type { Log } from './log.js';
import { sendJson } from './send.js';

const REQUEST_TIMEOUT_MILLISECONDS = 30_000;
const DRAIN_TIMEOUT_MILLISECONDS = 10_000;

export interface Listener {
  /** Starts to take requests; resolves with the port. A `StartupError` if it cannot be had. */
  listen(port: number, host: string): Promise<number>;
  /** True from the moment `drain` was called. */
  isDraining(): boolean;
  /** Takes no more connections, and resolves when the answers in flight are out, or after 10 s without them. */
  drain(): Promise<void>;
}

export interface ListenerOptions {
  readonly log: Log;
  readonly randomBytes: (size: number) => Buffer;
}

/** A plain `node:http` server with our routes. A path that none has is a 404, a handler that throws a 500. */
export function createListener(routes: ReadonlyMap<string, Handler>, options: ListenerOptions): Listener {
  let draining: Promise<void> | undefined;
  let inFlight = 0;
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MILLISECONDS }, (request, response) => {
    inFlight += 1;
    response.on('close', () => {
      inFlight -= 1;
      closeUnused();
    });
    if (draining) response.setHeader('connection', 'close');
    response.setHeader('x-content-type-options', 'nosniff');
    handle(routes, request, response).catch((error: unknown) => fail(error, request, response, options));
  });
  // Connections that wait for a request, or have not sent one yet, would keep the server from closing.
  const closeUnused = () => {
    if (draining && inFlight === 0) server.closeAllConnections();
  };
  return Object.freeze({
    listen: (port: number, host: string) => listen(server, port, host),
    isDraining: () => draining !== undefined,
    drain: () => {
      draining ??= new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT_MILLISECONDS);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      closeUnused();
      return draining;
    },
  });
}

function fail(
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  { log, randomBytes }: ListenerOptions,
): void {
  // The client went away in the middle of its request.
  if (request.destroyed && !request.complete) return;
  const id = randomBytes(9).toString('base64url');
  log.error({ err: error, id, method: request.method }, 'request failed');
  if (response.headersSent) response.destroy();
  else sendJson(response, 500, { errors: [unexpectedError(id)] });
}

async function handle(
  routes: ReadonlyMap<string, Handler>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { url = '/' } = request;
  const end = url.includes('?') ? url.indexOf('?') : url.length;
  const handler = routes.get(url.slice(0, end));
  if (handler) await handler(request, response, url.slice(end));
  else sendJson(response, 404, { errors: [{ message: 'There is nothing here. The API is at /graphql.' }] });
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error & { code?: string }) => {
      const problem =
        cause.code === 'EADDRINUSE'
          ? `Port ${port} is in use. Stop what uses it, or set PORT.`
          : `The server cannot listen on ${host}:${port}: ${cause.message}. Set PORT and HOST.`;
      reject(new StartupError([problem], { cause }));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}
