import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { StartupError } from '../errors.js';
import type { Log } from '../module/index.js';
import { type Connections, createConnections } from './connections.js';
import { drain } from './drain.js';
import { unexpectedError } from './format-error.js';
import type { Handler } from './graphql-handler.js';
import { createOneAtATime } from './one-at-a-time.js';
import { rawError, refuseUnreadable } from './refuse-unreadable.js';
import { readTarget } from './request-target.js';
import { sendError, sendJson } from './send.js';

const REQUEST_TIMEOUT_MILLISECONDS = 30_000;
const CHECKING_INTERVAL_MILLISECONDS = 5_000;
const NO_SNIFFING = ['x-content-type-options', 'nosniff'] as const;

/** A port, or what has it already. */
export type ListenTarget = number | NetServer;

export interface Listener {
  /** Starts to take requests; resolves with the port. A `StartupError` if it cannot be had. */
  listen(target: ListenTarget, host: string): Promise<number>;
  /** True from the moment `drain` was called. */
  isDraining(): boolean;
  /** Answers what has come by now, and takes no more; resolves when the answers are out, or after 10 s without them. */
  drain(): Promise<void>;
}

export interface ListenerOptions {
  readonly log: Log;
  readonly randomBytes: (size: number) => Buffer;
}

/** A plain `node:http` server with our routes. A path that none has is a 404, a handler that throws a 500. */
export function createListener(routes: ReadonlyMap<string, Handler>, options: ListenerOptions): Listener {
  let draining: Promise<void> | undefined;
  const oneAtATime = createOneAtATime();
  const connections = createConnections();
  const closeAfter = (response: ServerResponse) => {
    if (!response.headersSent && oneAtATime.isLast(response.req)) response.setHeader('connection', 'close');
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader(...NO_SNIFFING);
    handle(routes, request, response).catch((error: unknown) => fail(error, request, response, options));
  };
  const begin = (request: IncomingMessage, response: ServerResponse) => {
    connections.answering(response);
    if (!draining) answer(request, response);
    else
      afterThisRead(() => {
        closeAfter(response);
        answer(request, response);
      });
  };
  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
      connectionsCheckingInterval: CHECKING_INTERVAL_MILLISECONDS,
      // Node's own answer has no body.
      requireHostHeader: false,
    },
    (request, response) => oneAtATime.start(request, response, () => begin(request, response)),
  );
  server.on('connection', connections.add);
  refuseWhatIsNoRequest(server, connections);
  return Object.freeze({
    listen: (target: ListenTarget, host: string) => listen(server, target, host),
    isDraining: () => draining !== undefined,
    drain: () => {
      draining ??= drain(server, connections);
      afterThisRead(() => {
        for (const response of connections.pending()) closeAfter(response);
      });
      return draining;
    },
  });
}

/** What waits on a connection is known when all is parsed that was read from it at once. */
function afterThisRead(run: () => void): void {
  setImmediate(run);
}

/** What does not come to `handle`: what is not HTTP, what is for a proxy, and what expects what nobody knows. */
function refuseWhatIsNoRequest(server: Server, connections: Connections): void {
  server.on('clientError', (error, socket) => refuseUnreadable(error, socket, connections.pendingOn(socket)));
  server.on('connect', (_request, socket) => {
    socket.write(rawError(405, 'This is not a proxy.', ['allow: GET, HEAD, POST']));
    socket.destroy();
  });
  server.on('checkExpectation', (_request, response) => {
    response.setHeader(...NO_SNIFFING);
    sendError(response, 417, { code: 'BAD_REQUEST', message: 'Only "expect: 100-continue" is known here.' });
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
  if (request.headers.host === undefined && request.httpVersion === '1.1') {
    sendError(response, 400, { code: 'BAD_REQUEST', message: 'A request has a host header (RFC 9112 §3.2).' });
    return;
  }
  const { path, search } = readTarget(request.url ?? '/');
  const handler = routes.get(path);
  if (handler) await handler(request, response, search);
  else sendError(response, 404, { code: 'NOT_FOUND', message: 'There is nothing here. The API is at /graphql.' });
}

function listen(server: Server, target: ListenTarget, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error & { code?: string }) => {
      const problem =
        cause.code === 'EADDRINUSE'
          ? `Port ${target} is in use. Stop what uses it, or set PORT.`
          : `The server cannot listen on ${host}:${target}: ${cause.message}. Set PORT and HOST.`;
      reject(new StartupError([problem], { cause }));
    });
    const taken = () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    };
    if (typeof target === 'number') server.listen(target, host, taken);
    else server.listen(target, taken);
  });
}
