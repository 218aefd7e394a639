import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { createByteBudget } from './byte-budget.js';
import type { ServerContext } from './context.js';
import { documentProblem, searchProblem } from './document-problem.js';
import { createEndResponse, type EndResponse } from './end-response.js';
import type { QuickAnswer } from './quick-answer.js';
import { BodyError, discardRest, readJsonBody } from './read-body.js';
import { errorBody, JSON_TYPE, sendNotAllowed } from './send.js';
import { createWriteTogether } from './write-together.js';

export interface GraphqlHandlerOptions {
  readonly apollo: ApolloServer<ServerContext>;
  readonly quick: QuickAnswer;
  readonly contextOf: (request: IncomingMessage) => ServerContext | Promise<ServerContext>;
}

/** `search`: the query part of the address, with its question mark. */
export type Handler = (request: IncomingMessage, response: ServerResponse, search: string) => Promise<void>;

// Of bodies that are being read, and as much of answers that are.
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** Brings HTTP to Apollo and back; to Apollo comes what cannot be answered without it. */
export function createGraphqlHandler({ apollo, quick, contextOf }: GraphqlHandlerOptions): Handler {
  const writeTogether = createWriteTogether();
  const bodies = createByteBudget({ maxBytes: MAX_WAITING_BYTES });
  const endResponse = createEndResponse(createByteBudget({ maxBytes: MAX_WAITING_BYTES }));
  return async (request, response, search) => {
    // Answers depend on the viewer, and some are tokens (RFC 6749 §5.1).
    response.setHeader('cache-control', 'no-store');
    if (request.method !== 'POST' && request.method !== 'GET') {
      sendNotAllowed(response, ['GET', 'POST']);
      return;
    }
    try {
      const body = await readJsonBody(request, bodies);
      const outcome = await quick.run(request, body, () => contextOf(request));
      if (outcome && 'body' in outcome) {
        response.setHeader('content-type', outcome.contentType);
        writeTogether(() => endResponse(response, outcome.body));
        return;
      }
      const problem = outcome ? undefined : requestProblem(request, body, search);
      if (problem) throw new BodyError(400, problem);
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: request.method ?? 'GET', headers: headersOf(request), search, body },
        context: async () => outcome?.context ?? contextOf(request),
      });
      quick.learnAnswer(request, answer);
      await send(response, answer, endResponse);
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      refuseBody(request, response, error);
    }
  };
}

/** Why what is asked for is not looked at any further; undefined if nothing speaks against it. */
function requestProblem({ method }: IncomingMessage, body: unknown, search: string): string | undefined {
  if (method === 'GET') return searchProblem(search);
  const source: unknown = typeof body === 'object' && body !== null && 'query' in body ? body.query : undefined;
  return typeof source === 'string' ? documentProblem(source) : undefined;
}

function refuseBody(request: IncomingMessage, response: ServerResponse, { status, message }: BodyError): void {
  const text = JSON.stringify(errorBody({ code: status === 503 ? 'SERVICE_UNAVAILABLE' : 'BAD_REQUEST', message }));
  if (status === 503) response.setHeader('retry-after', '1');
  // The connection cannot be used again before the body is through, and a large one is not waited for.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': JSON_TYPE, 'content-length': Buffer.byteLength(text) });
  response.write(text);
  discardRest(request, () => response.end());
}

// All that Apollo, and what we have put into it, looks at.
const LOOKED_AT = ['content-type', 'accept', 'apollo-require-preflight', 'x-apollo-operation-name'] as const;

function headersOf({ headers }: IncomingMessage): HeaderMap {
  const map = new HeaderMap();
  for (const name of LOOKED_AT) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

async function send(
  response: ServerResponse,
  { status, headers, body }: HTTPGraphQLResponse,
  endResponse: EndResponse,
): Promise<void> {
  response.statusCode = status ?? 200;
  for (const [name, value] of headers) if (name !== 'cache-control') response.setHeader(name, value);
  if (body.kind === 'complete') {
    endResponse(response, body.string);
    return;
  }
  for await (const chunk of body.asyncIterator) response.write(chunk);
  response.end();
}
