import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.js';
import type { AnswerRequest } from './answer-request.js';
import type { CorsOrigins } from './cors-origins.js';

// Browsers keep it no longer than two hours.
const MAX_AGE_SECONDS = 7200;

/** What pages may read beside the body, and beside what browsers let them read anyway. */
const EXPOSED = 'retry-after, www-authenticate';

export interface CorsOptions {
  readonly origins: CorsOrigins;
  /** Told of an origin that may not read the answer. */
  readonly onRefused: (origin: string) => void;
}

/**
 * Lets pages of these origins read the answers (Fetch Standard §3.3), and answers their preflights. Without credentials:
 * the bearer token is in a header that a page sets itself. Any other page can send no request but a simple one, and read
 * nothing of its answer.
 */
export function withCors(answerRequest: AnswerRequest, { origins, onRefused }: CorsOptions): AnswerRequest {
  if (origins.isEmpty) return answerRequest;
  return async (request) => {
    const { origin } = request.headers;
    const isAllowed = origin !== undefined && origins.allows(origin);
    if (origin !== undefined && !isAllowed) onRefused(origin);
    const allowed = isAllowed ? { 'access-control-allow-origin': origins.isAny ? '*' : origin } : undefined;
    if (isPreflight(request)) return preflight(request, allowed);
    const answer = await answerRequest(request);
    if (!answer) return undefined;
    const exposed = allowed && { ...allowed, 'access-control-expose-headers': EXPOSED };
    return { ...answer, headers: { ...answer.headers, ...exposed, ...(!origins.isAny && varying(answer)) } };
  };
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** The same answer whatever the path is: a preflight tells nothing of what is there. */
function preflight({ headers }: IncomingMessage, allowed: Answer['headers'] | undefined): Answer {
  const vary = 'origin, access-control-request-headers';
  if (!allowed) return { status: 204, headers: { vary }, body: '' };
  const asked = headers['access-control-request-headers'];
  return {
    status: 204,
    headers: {
      ...allowed,
      'access-control-allow-methods': 'GET, HEAD, POST',
      // Whatever a client library adds. It is the origin that is trusted.
      ...(typeof asked === 'string' && { 'access-control-allow-headers': asked }),
      'access-control-max-age': String(MAX_AGE_SECONDS),
      vary,
    },
    body: '',
  };
}

/** A cache may not give the answer to one origin to another, or to who said none. */
function varying({ headers: { vary } }: Answer): Answer['headers'] {
  return { vary: vary ? `${vary}, origin` : 'origin' };
}
