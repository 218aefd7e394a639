import type { IncomingMessage } from 'node:http';
import type { CorsOrigins } from '../config/cors-origins.js';
import type { Answer } from './answer.js';
import type { AnswerRequest } from './answer-request.js';
import { FOR_OTHER_ORIGINS } from './security-headers.js';

// Browsers keep it no longer than two hours.
const MAX_AGE_SECONDS = 7200;

/** What pages may read beside the body, and beside what browsers let them read anyway. */
const EXPOSED = 'retry-after, www-authenticate, x-request-id';

export interface CorsOptions {
  readonly origins: CorsOrigins;
  /** Whether these pages may send the cookie and get it. */
  readonly withCredentials: boolean;
  /** Told of an origin that may not read the answer. */
  readonly onRefused: (origin: string) => void;
}

/**
 * Lets pages of these origins read the answers (Fetch Standard §3.3), and answers their preflights. The bearer token is in
 * a header that a page sets itself, so credentials are for the refresh cookie alone. Any other page can send no request
 * but a simple one, and read nothing of its answer.
 */
export function withCors(
  answerRequest: AnswerRequest,
  { origins, withCredentials, onRefused }: CorsOptions,
): AnswerRequest {
  if (origins.isEmpty) return answerRequest;
  const credentials = withCredentials ? { 'access-control-allow-credentials': 'true' } : {};
  return async (request) => {
    const { origin } = request.headers;
    const reader = origins.isAny ? '*' : origin !== undefined && origins.allows(origin) ? origin : undefined;
    if (origin !== undefined && reader === undefined) onRefused(origin);
    const allowed =
      reader === undefined
        ? undefined
        : { ...credentials, ...FOR_OTHER_ORIGINS, 'access-control-allow-origin': reader };
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
