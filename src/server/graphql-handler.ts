import { type IncomingMessage, validateHeaderName, validateHeaderValue } from 'node:http';
import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { type Answer, errorAnswer, notAllowedAnswer } from './answer.js';
import type { ServerContext } from './context.js';
import { documentProblem, searchProblem } from './document-problem.js';
import type { Outcome, QuickAnswer } from './quick-answer.js';
import { BodyError } from './read-body.js';
import { withStatus } from './with-status.js';

export interface GraphqlHandlerOptions {
  readonly apollo: ApolloServer<ServerContext>;
  readonly quick: QuickAnswer;
  readonly contextOf: (request: IncomingMessage) => ServerContext | Promise<ServerContext>;
  /** Throws a `BodyError`. */
  readonly readBody: (request: IncomingMessage) => Promise<unknown>;
}

/** `search`: the query part of the address, with its question mark. */
export type Handler = (request: IncomingMessage, search: string) => Promise<Answer>;

// Answers depend on the viewer, and some are tokens (RFC 6749 §5.1).
const NO_STORE = { 'cache-control': 'no-store' };

/** Brings HTTP to Apollo and back; to Apollo comes what cannot be answered without it. */
export function createGraphqlHandler({ apollo, quick, contextOf, readBody }: GraphqlHandlerOptions): Handler {
  return async (request, search) => {
    if (request.method !== 'POST' && request.method !== 'GET') return notAllowedAnswer(['GET', 'POST'], NO_STORE);
    try {
      const body = await readBody(request);
      const outcome = await quick.run(request, body, () => contextOf(request));
      if (outcome && 'body' in outcome) {
        const headers = { 'cache-control': 'no-store', 'content-type': outcome.contentType };
        return { status: 200, headers, body: outcome.body };
      }
      const problem = outcome ? undefined : requestProblem(request, body, search);
      if (problem) throw new BodyError(400, problem);
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: request.method ?? 'GET', headers: headersOf(request), search, body },
        context: () => contextFor(outcome, () => contextOf(request)),
      });
      quick.learnAnswer(request, answer);
      return toAnswer(answer);
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      return refusedBody(error);
    }
  };
}

/** The context, if it was made before. A failure with a code is the client's; any other is masked as it is formatted. */
async function contextFor(
  outcome: Exclude<Outcome, { body: unknown }> | undefined,
  contextOf: () => ServerContext | Promise<ServerContext>,
): Promise<ServerContext> {
  try {
    if (!outcome) return await contextOf();
    if ('context' in outcome) return outcome.context;
    throw outcome.failure;
  } catch (failure) {
    throw withStatus(failure);
  }
}

/** Why what is asked for is not looked at any further; undefined if nothing speaks against it. */
function requestProblem({ method }: IncomingMessage, body: unknown, search: string): string | undefined {
  if (method === 'GET') return searchProblem(search);
  const source: unknown = typeof body === 'object' && body !== null && 'query' in body ? body.query : undefined;
  return typeof source === 'string' ? documentProblem(source) : undefined;
}

function refusedBody({ status, message }: BodyError): Answer {
  const code = status === 503 ? 'SERVICE_UNAVAILABLE' : 'BAD_REQUEST';
  const headers = { ...NO_STORE, ...(status === 503 && { 'retry-after': '1' }) };
  return { ...errorAnswer(status, { code, message }, headers), isUnread: true };
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

/** Throws a `TypeError` for what HTTP does not allow: a module's error may ask for a status and for headers. */
function toAnswer({ status = 200, headers, body }: HTTPGraphQLResponse): Answer {
  if (body.kind !== 'complete') throw new TypeError('No operation here is answered in pieces.');
  if (!(Number.isInteger(status) && status >= 200 && status <= 599))
    throw new TypeError(`${status} is no HTTP status.`);
  for (const [name, value] of headers) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  return { status, headers: { ...Object.fromEntries(headers), ...NO_STORE }, body: body.string };
}
