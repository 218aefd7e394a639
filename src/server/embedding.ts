import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { finished } from 'node:stream';
import { within } from '../toolkit/within.js';
import { type Answer, errorAnswer, unavailableAnswer } from './http/answer.js';
import type { AnswerRequest } from './http/answer-request.js';
import { toMessage } from './http/fetch-message.js';
import { createOneAtATime } from './http/one-at-a-time.js';
import { endRecord, type RequestRecord, recordOf } from './http/request-record.js';
import { readTarget } from './http/request-target.js';
import { SECURITY_HEADERS } from './http/security-headers.js';
import { createWriteAnswer } from './http/write-answer.js';
import { setHead } from './http/write-head.js';

/**
 * Answers a request of your own Node server; resolves when the answer is sent, and never rejects. Calls `next`, if
 * given, for a path that this server does not have.
 */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse, next?: () => void) => Promise<void>;

/**
 * Answers a request of the Fetch API. Rejects with a `TypeError` for a mistake of the caller: a body that has already
 * been read, or an invalid `clientAddress`.
 */
export type FetchHandler = (request: Request, options?: FetchOptions) => Promise<Response>;

export interface FetchOptions {
  /**
   * The IP address of the client, as your host knows it; a `Request` has none. Never take it from a header that clients
   * can send: limits per address depend on it, and audit events record it.
   */
  readonly clientAddress?: string | undefined;
}

/** A server that lives in another one. */
export interface Embedding {
  readonly handler: NodeHandler;
  readonly fetch: FetchHandler;
  /** Resolves when the answers are out, or after `drainTimeoutSeconds` without them. */
  drain(): Promise<void>;
}

export interface EmbeddingOptions {
  /** The paths that are answered. */
  readonly paths: ReadonlySet<string>;
  /** Starts the server, if nobody has yet. */
  readonly start: () => Promise<AnswerRequest>;
  /** True once no more requests are taken. */
  readonly isDraining: () => boolean;
  readonly drainTimeoutSeconds: number;
  /** Told of an answer that cannot be written; its connection has been ended. */
  readonly onWriteFailure: (error: unknown) => void;
}

export function createEmbedding(options: EmbeddingOptions): Embedding {
  const { paths, start, isDraining, drainTimeoutSeconds, onWriteFailure } = options;
  const pending = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    const noted = work.catch(() => {}).finally(() => pending.delete(noted));
    pending.add(noted);
    return work;
  };
  const answer: AnswerRequest = async (request) => {
    if (!paths.has(pathOf(request))) return NOTHING_HERE;
    if (isDraining()) return CLOSED;
    try {
      const answerRequest = await start();
      return await answerRequest(request);
    } catch {
      return NOT_STARTED;
    }
  };
  return Object.freeze({
    handler: createNodeHandler(paths, answer, { track, onWriteFailure }),
    fetch: (request: Request, options: FetchOptions = {}) => track(answerFetch(request, options, answer)),
    drain: async () =>
      void (await within(
        drainTimeoutSeconds * 1000,
        Promise.all(pending).then(() => true),
      )),
  });
}

const NOTHING_HERE = errorAnswer(404, { code: 'NOT_FOUND', message: 'Not found. The API is at /graphql.' });
const CLOSED = unavailableAnswer('The server is closed.');
const NOT_STARTED = unavailableAnswer('The server cannot start at the moment. See its log.');

interface NodeHandlerOptions extends Pick<EmbeddingOptions, 'onWriteFailure'> {
  readonly track: <T>(work: Promise<T>) => Promise<T>;
}

function createNodeHandler(
  paths: ReadonlySet<string>,
  answer: AnswerRequest,
  { track, onWriteFailure }: NodeHandlerOptions,
): NodeHandler {
  const oneAtATime = createOneAtATime();
  const write = createWriteAnswer({ writeHead: setHead, onFailure: onWriteFailure });
  const run = async (request: IncomingMessage, response: ServerResponse) => {
    const out = new Promise<void>((resolve) =>
      finished(response, () => {
        endRecord(response);
        resolve();
      }),
    );
    const answered = await answer(request);
    if (answered) write(response, answered);
    await out;
  };
  return async (request, response, next) => {
    if (next && !paths.has(pathOf(request))) {
      next();
      return;
    }
    await new Promise<void>((resolve) => {
      oneAtATime.start(request, response, () => void track(run(request, response)).then(resolve));
    });
  };
}

async function answerFetch(
  request: Request,
  { clientAddress }: FetchOptions,
  answer: AnswerRequest,
): Promise<Response> {
  if (clientAddress !== undefined && isIP(clientAddress) === 0) {
    throw new TypeError('clientAddress is not an IP address. Pass the address that your host knows, or leave it out.');
  }
  const message = toMessage(request, clientAddress);
  try {
    const answered = await answer(message);
    const record = recordOf(message);
    if (record) record.code = answered?.code;
    record?.end(answered?.status ?? null, answered === undefined || request.signal.aborted);
    return toResponse(answered ?? ABORTED, request.method, record);
  } finally {
    message.destroy();
  }
}

const ABORTED = errorAnswer(400, { code: 'BAD_REQUEST', message: 'The request was aborted.' });

function toResponse({ status, headers, body }: Answer, method: string, record: RequestRecord | undefined): Response {
  return new Response(method === 'HEAD' || body.length === 0 ? null : Buffer.from(body), {
    status,
    headers: { ...SECURITY_HEADERS, ...headers, ...(record && { 'x-request-id': record.answeredId }) },
  });
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return readTarget(url).path;
}
