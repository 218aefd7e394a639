import type { IncomingMessage } from 'node:http';
import type { AccessTable, Viewer } from '../../access/index.js';
import type { PortcullisError } from '../../errors.js';
import { bearerOf } from '../../tokens/index.js';
import type { IdentityOf } from '../graphql/identity-of.js';
import { type Answer, errorAnswer, NO_STORE } from '../http/answer.js';
import { recordOf } from '../http/request-record.js';

/** What a request is answered whose viewer may not see the page; undefined for one who may. */
export type RefuseViewer = (request: IncomingMessage) => Promise<Answer | undefined>;

export interface RefuseViewerOptions {
  /** Whoever opens the page has it, or a role that includes it; undefined where everybody may. */
  readonly role: string | undefined;
  readonly table: Pick<AccessTable, 'roles'>;
  readonly identityOf: IdentityOf;
  /** For a request without a token. */
  readonly withoutToken: () => Answer;
}

/** RFC 6750 §3: a challenge for a request without a token, one that does not hold, and one that is not enough. */
const CHALLENGES = {
  missing: 'Bearer realm="access"',
  invalid: 'Bearer error="invalid_token"',
  insufficient: 'Bearer error="insufficient_scope"',
} as const;

export function createRefuseViewer({ role, table, identityOf, withoutToken }: RefuseViewerOptions): RefuseViewer {
  const hasRole = ({ roles }: Viewer, wanted: string) => roles.some((held) => table.roles.get(held)?.has(wanted));
  return async (request) => {
    if (role === undefined) return undefined;
    const identity = await identityOf(request, bearerOf(request));
    const record = recordOf(request);
    if (record) record.by ??= identity;
    const { viewer, viewerProblem } = identity;
    if (viewerProblem) return problemAnswer(viewerProblem);
    if (viewer.reason === 'TOKEN_MISSING') return withChallenge(withoutToken(), CHALLENGES.missing);
    if (viewer.reason !== null) {
      const error = { code: 'UNAUTHENTICATED', message: `The access token does not count: ${viewer.reason}.` } as const;
      return withChallenge(errorAnswer(401, error, NO_STORE), CHALLENGES.invalid);
    }
    if (hasRole(viewer, role)) return undefined;
    const error = { code: 'FORBIDDEN', message: `This page is for viewers with the role ${role}.` } as const;
    return withChallenge(errorAnswer(403, error, NO_STORE), CHALLENGES.insufficient);
  };
}

/** Who asks is not known: too many tokens did not hold, or what knows of revocations is out of reach. */
export function problemAnswer({ code, message, extensions: { retryAfter } }: PortcullisError): Answer {
  const headers = { ...NO_STORE, ...(typeof retryAfter === 'number' && { 'retry-after': String(retryAfter) }) };
  return errorAnswer(code === 'RATE_LIMITED' ? 429 : 503, { code, message }, headers);
}

function withChallenge(answer: Answer, challenge: string): Answer {
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': challenge } };
}
