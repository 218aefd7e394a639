import { type IncomingMessage, validateHeaderName, validateHeaderValue } from 'node:http';
import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { anonymous } from '../../access/index.js';
import { type Answer, errorAnswer, NO_STORE } from '../http/answer.js';
import { recordOf } from '../http/request-record.js';
import type { AnsweredResults } from './answered-results.js';
import type { ContextOf, ServerContext, Usage } from './context.js';
import { documentProblem, searchProblem } from './document-problem.js';
import type { ErrorRequests } from './error-requests.js';
import { isForgeable } from './forgeable.js';
import type { StatusOf } from './http-status.js';
import type { OperationNotes } from './operation-notes.js';
import type { Outcome, QuickAnswer } from './quick-answer.js';
import { withStatus } from './with-status.js';

/** An operation as it came: in a body, or in the query part of the address. */
export interface SentOperation {
  readonly request: IncomingMessage;
  readonly body: unknown;
  readonly search: string;
  /** Of the request, if it has other operations too. */
  readonly usage?: Usage | undefined;
  /** Why it is not run. */
  readonly refusal?: GraphQLError | undefined;
}

export type AnswerOperation = (sent: SentOperation) => Promise<Answer>;

export interface AnswerOperationOptions {
  readonly apollo: ApolloServer<ServerContext>;
  readonly quick: QuickAnswer;
  readonly results: Pick<AnsweredResults, 'of'>;
  readonly notes: Pick<OperationNotes, 'noteAnswer'>;
  readonly errorRequests: Pick<ErrorRequests, 'note'>;
  readonly statusOf: StatusOf;
  readonly contextOf: ContextOf;
}

/** Brings an operation to Apollo and its answer back; to Apollo comes what cannot be answered without it. */
export function createAnswerOperation(options: AnswerOperationOptions): AnswerOperation {
  const { apollo, quick, results, notes, errorRequests, statusOf, contextOf } = options;
  return async ({ request, body, search, usage, refusal }) => {
    const outcome = refusal ? { failure: refusal } : await quick.run(request, body, usage);
    if (outcome && 'body' in outcome) return outcome;
    const problem = outcome ? undefined : requestProblem(request, body, search);
    if (problem) return errorAnswer(400, { code: 'BAD_REQUEST', message: problem }, NO_STORE);
    const httpGraphQLRequest = { method: request.method ?? 'GET', headers: headersOf(request), search, body };
    const noted = recordOf(request)?.operations?.length ?? 0;
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest,
      context: () =>
        contextFor(outcome, {
          make: () => contextOf(request, usage),
          onFailure: (failure) => errorRequests.note([failure], request),
        }),
    });
    const answered = refusal
      ? { result: { errors: [refusal] }, viewer: anonymous }
      : results.of(httpGraphQLRequest, answer);
    const given = answered && statusOf(answered.result, answer.headers.get('content-type') ?? '', answered.viewer);
    if (given) answer.status = given.status;
    quick.learnAnswer(request, answer);
    notes.noteAnswer(request, noted, answer);
    return toAnswer(answer, given?.headers);
  };
}

/** The context, if it was made before. A failure with a code is the client's; any other is masked as it is formatted. */
async function contextFor(
  outcome: Exclude<Outcome, { body: unknown }> | undefined,
  { make, onFailure }: ContextMaking,
): Promise<ServerContext> {
  try {
    if (!outcome) return await make();
    if ('context' in outcome) return outcome.context;
    throw outcome.failure;
  } catch (cause) {
    const failure = withStatus(cause);
    onFailure(failure);
    throw failure;
  }
}

interface ContextMaking {
  readonly make: () => ServerContext | Promise<ServerContext>;
  readonly onFailure: (failure: unknown) => void;
}

/** Why what is asked for is not looked at any further; undefined if nothing speaks against it. */
function requestProblem({ method }: IncomingMessage, body: unknown, search: string): string | undefined {
  if (method === 'GET') return searchProblem(search);
  const source: unknown = typeof body === 'object' && body !== null && 'query' in body ? body.query : undefined;
  return typeof source === 'string' ? documentProblem(source) : undefined;
}

const PREFLIGHT = 'apollo-require-preflight';

// All that Apollo, and what we have put into it, looks at.
const LOOKED_AT = ['content-type', 'accept', PREFLIGHT, 'x-apollo-operation-name'] as const;

function headersOf({ method, headers }: IncomingMessage): HeaderMap {
  const map = new HeaderMap();
  for (const name of LOOKED_AT) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  if (method === 'GET' && !isForgeable(headers)) map.set(PREFLIGHT, 'not needed');
  return map;
}

/** Throws a `TypeError` for what HTTP does not allow: a module's error may ask for a status and for headers. */
function toAnswer({ status = 200, headers, body }: HTTPGraphQLResponse, more?: Answer['headers']): Answer {
  if (body.kind !== 'complete') throw new TypeError('This server does not support incremental delivery.');
  if (!(Number.isInteger(status) && status >= 200 && status <= 599))
    throw new TypeError(`${status} is not an HTTP status.`);
  for (const [name, value] of headers) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  return { status, headers: { ...Object.fromEntries(headers), ...NO_STORE, ...more }, body: body.string };
}
