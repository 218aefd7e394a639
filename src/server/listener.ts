import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { StartupError } from '../errors.js';
import { errorAnswer } from './answer.js';
import type { AnswerRequest } from './answer-request.js';
import { type Connections, createConnections } from './connections.js';
import { drain } from './drain.js';
import { createOneAtATime } from './one-at-a-time.js';
import { rawError, refuseUnreadable } from './refuse-unreadable.js';
import type { WriteAnswer } from './write-answer.js';

const REQUEST_TIMEOUT_MILLISECONDS = 30_000;
const CHECKING_INTERVAL_MILLISECONDS = 5_000;

/** A port, or what has it already. */
export type ListenTarget = number | NetServer;

export interface Listener {
  /** Starts to take requests; resolves with the port. A `StartupError` if it cannot be had. */
  listen(target: ListenTarget, host: string): Promise<number>;
  /** Answers what has come by now, and takes no more; resolves when the answers are out, or after 10 s without them. */
  drain(): Promise<void>;
}

/** A plain `node:http` server. */
export function createListener(answerRequest: AnswerRequest, write: WriteAnswer): Listener {
  let draining: Promise<void> | undefined;
  const oneAtATime = createOneAtATime();
  const connections = createConnections();
  const closeAfter = (response: ServerResponse) => {
    if (!response.headersSent && oneAtATime.isLast(response.req)) response.setHeader('connection', 'close');
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    void answerRequest(request).then((answer) => answer && write(response, answer));
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
  refuseWhatIsNoRequest(server, connections, write);
  return Object.freeze({
    listen: (target: ListenTarget, host: string) => listen(server, target, host),
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

/** What is not answered as a request: what is not HTTP, what is for a proxy, and what expects what nobody knows. */
function refuseWhatIsNoRequest(server: Server, connections: Connections, write: WriteAnswer): void {
  server.on('clientError', (error, socket) => refuseUnreadable(error, socket, connections.pendingOn(socket)));
  server.on('connect', (_request, socket) => {
    socket.write(rawError(405, 'This is not a proxy.', ['allow: GET, HEAD, POST']));
    socket.destroy();
  });
  server.on('checkExpectation', (_request, response) => {
    write(response, errorAnswer(417, { code: 'BAD_REQUEST', message: 'Only "expect: 100-continue" is known here.' }));
  });
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
