import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { StartupError } from '../../errors.js';
import { errorAnswer } from './answer.js';
import type { AnswerRequest } from './answer-request.js';
import type { Certificate } from './certificate.js';
import { type Connections, createConnections } from './connections.js';
import { type DrainTimes, drain } from './drain.js';
import { type ListenTarget, listenProblem } from './listen-problem.js';
import { createOneAtATime } from './one-at-a-time.js';
import { rawError, refuseUnreadable } from './refuse-unreadable.js';
import { endRecord } from './request-record.js';
import type { TellUnreadable } from './unreadable-requests.js';
import type { WriteAnswer } from './write-answer.js';

const MAX_CHECKING_INTERVAL_MILLISECONDS = 5_000;
const HANDSHAKE_TIMEOUT_MILLISECONDS = 10_000;

/** RFC 9325 §3.1.1: nothing older than TLS 1.2. */
const TLS_OPTIONS = { minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_TIMEOUT_MILLISECONDS } as const;

export interface Listener {
  /** Starts to take requests; resolves with the port. A `StartupError` if it cannot be had. */
  listen(target: ListenTarget, host: string): Promise<number>;
  /** Answers what has come by now, and takes no more; resolves when the answers are out, or after a time without them. */
  drain(): Promise<void>;
  connectionCount(): number;
  /** Has connections from now on begin with this certificate. Throws a `TypeError` for one that has none. */
  renew(certificate: Certificate): void;
}

/** How long a listener waits for clients. Node looks every few seconds, so it can take up to half as long again. */
export interface ListenerTimes extends DrainTimes {
  /** How long a connection is kept of which the answers are out. */
  readonly keepAliveSeconds: number;
  /** From the connection on, or from the end of the answer before if a part of the next request has come. */
  readonly headersTimeoutSeconds: number;
  /** The same for a whole request; no shorter. */
  readonly requestTimeoutSeconds: number;
}

export interface ListenerOptions {
  readonly answerRequest: AnswerRequest;
  readonly write: WriteAnswer;
  /** Told of what never became a request. */
  readonly tellUnreadable: TellUnreadable;
  /** Given each connection before anything is read from it, and may end it. */
  readonly onConnection: (socket: Socket) => void;
  readonly times: ListenerTimes;
  /** Of the headers of a request altogether; by default Node's 16,384. */
  readonly maxHeaderBytes?: number | undefined;
  /** By default it speaks plain http. */
  readonly certificate?: Certificate | undefined;
}

/** A server of `node:http`, or of `node:https`. */
export function createListener({
  answerRequest,
  write,
  tellUnreadable,
  onConnection,
  times,
  maxHeaderBytes,
  certificate,
}: ListenerOptions): Listener {
  let draining: Promise<void> | undefined;
  const oneAtATime = createOneAtATime();
  const connections = createConnections(endRecord);
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
  const take = (request: IncomingMessage, response: ServerResponse) =>
    oneAtATime.start(request, response, () => begin(request, response));
  const options = { ...httpOptions(times), ...(maxHeaderBytes !== undefined && { maxHeaderSize: maxHeaderBytes }) };
  const tlsServer = certificate && createTlsServer({ ...options, ...TLS_OPTIONS, ...certificate }, take);
  const server = tlsServer ?? createServer(options, take);
  // 16 kB of headers are refused as a whole. By default Node drops what comes after the 2,000th, which can be a proxy's.
  server.maxHeadersCount = 0;
  server.prependListener('connection', onConnection);
  server.on('connection', connections.add);
  // What is answered stands on one of these.
  server.on('secureConnection', connections.addEncrypted);
  refuseWhatIsNoRequest(server, { connections, write, tell: tellUnreadable });
  return Object.freeze({
    listen: (target: ListenTarget, host: string) => listen(server, target, host),
    drain: () => {
      draining ??= drain(server, connections, times);
      afterThisRead(() => {
        for (const response of connections.pending()) closeAfter(response);
      });
      return draining;
    },
    connectionCount: connections.count,
    renew: (renewed: Certificate) => {
      if (!tlsServer) throw new TypeError('A server that started without a certificate cannot get one while it runs.');
      tlsServer.setSecureContext({ ...TLS_OPTIONS, ...renewed });
    },
  });
}

function httpOptions({ keepAliveSeconds, headersTimeoutSeconds, requestTimeoutSeconds }: ListenerTimes) {
  const headersTimeout = headersTimeoutSeconds * 1000;
  return {
    headersTimeout,
    requestTimeout: requestTimeoutSeconds * 1000,
    keepAliveTimeout: keepAliveSeconds * 1000,
    connectionsCheckingInterval: Math.min(MAX_CHECKING_INTERVAL_MILLISECONDS, headersTimeout / 2),
    // Node's own answer has no body.
    requireHostHeader: false,
  };
}

/** What waits on a connection is known when all is parsed that was read from it at once. */
function afterThisRead(run: () => void): void {
  setImmediate(run);
}

interface Refusing {
  readonly connections: Connections;
  readonly write: WriteAnswer;
  readonly tell: TellUnreadable;
}

/** What is not answered as a request: what is not HTTP, what is for a proxy, and what expects what nobody knows. */
function refuseWhatIsNoRequest(server: Server, { connections, write, tell }: Refusing): void {
  server.on('clientError', (error, socket) =>
    refuseUnreadable(error, socket, { pending: connections.pendingOn(socket), tell }),
  );
  server.on('connect', ({ socket: { remoteAddress } }, socket) => {
    const id = tell({ status: 405, why: 'CONNECT', client: remoteAddress });
    socket.write(rawError(405, { id, message: 'This is not a proxy.', headers: { allow: 'GET, HEAD, POST' } }));
    socket.destroy();
  });
  server.on('checkExpectation', ({ socket }, response) => {
    response.setHeader('x-request-id', tell({ status: 417, why: 'EXPECT', client: socket.remoteAddress }));
    write(response, errorAnswer(417, { code: 'BAD_REQUEST', message: 'Only "expect: 100-continue" is supported.' }));
  });
}

function listen(server: Server, target: ListenTarget, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error & { code?: string }) => {
      reject(new StartupError([listenProblem(cause, { target, host })], { cause }));
    });
    const taken = () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    };
    if (typeof target === 'number') server.listen(target, host, taken);
    else server.listen(target, taken);
  });
}
