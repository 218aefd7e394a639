import { anonymousBecause, type Viewer } from '../../access/index.js';
import { PortcullisError } from '../../errors.js';
import type { Client, Context, Services } from '../../module/index.js';
import { type Bearer, type TrustedIssuers, type Verifier, viewerOfToken } from '../../tokens/index.js';
import type { TokenLog } from './token-log.js';

/** What the bearer token of a request says of who sends it. */
export type Identity = Pick<Context, 'viewer' | 'viewerProblem' | 'sessionId'>;

export interface IdentifyOptions {
  readonly verifier: Verifier;
  readonly trustedIssuers: TrustedIssuers;
  readonly badTokens: Services['rateLimits']['badTokens'];
  readonly tokenLog: TokenLog;
}

/**
 * A token that was verified before is known at once. Others are verified, unless too many from the same address did not
 * hold: then it is not known who the viewer is, and clients there whose token is remembered notice nothing.
 */
export function identify(
  options: IdentifyOptions,
  bearer: Bearer,
  clientOf: () => Client,
): Identity | Promise<Identity> {
  if ('refusal' in bearer) {
    const { reason } = bearer.refusal;
    if (reason !== 'TOKEN_MISSING') options.tokenLog.refused(undefined, bearer.refusal, clientOf().requestId);
    return identity(anonymousBecause(reason));
  }
  return options.trustedIssuers.isFrom(bearer.text)
    ? identifyForeign(options, bearer.text, clientOf)
    : identifyOwn(options, bearer.text, clientOf);
}

function identifyOwn(
  { verifier, badTokens, tokenLog }: IdentifyOptions,
  text: string,
  clientOf: () => Client,
): Identity {
  let verification = verifier.recall(text);
  if (!verification) {
    const problem = badTokens.problemOf(clientOf());
    if (problem) return unknownViewer(problem);
    verification = verifier.verify(text);
    if ('token' in verification) tokenLog.accepted(verification.token, clientOf().requestId);
  }
  if ('token' in verification) return identity(viewerOfToken(verification.token), verification.token.sessionId);
  if ('unavailable' in verification) {
    const problem = unavailable('Cannot check at the moment whether the access token was revoked.');
    return unknownViewer(problem, verification.unavailable.sessionId);
  }
  const { reason, token } = verification.refusal;
  tokenLog.refused(text, verification.refusal, clientOf().requestId);
  // Ours, it says so even if it has expired.
  if (reason === 'TOKEN_INVALID') badTokens.note(clientOf());
  return identity(anonymousBecause(reason), token?.sessionId);
}

async function identifyForeign(
  { trustedIssuers, badTokens, tokenLog }: IdentifyOptions,
  text: string,
  clientOf: () => Client,
): Promise<Identity> {
  let verification = trustedIssuers.recall(text);
  if (!verification) {
    const problem = badTokens.problemOf(clientOf());
    if (problem) return unknownViewer(problem);
    verification = await trustedIssuers.verify(text);
    if ('token' in verification) tokenLog.accepted(verification.token, clientOf().requestId);
  }
  if ('token' in verification) return identity(viewerOfToken(verification.token));
  if ('refusal' in verification) {
    const { reason } = verification.refusal;
    tokenLog.refused(text, verification.refusal, clientOf().requestId);
    if (reason === 'TOKEN_INVALID') badTokens.note(clientOf());
    return identity(anonymousBecause(reason));
  }
  return unknownViewer(unavailable('Cannot verify the access token at the moment.'));
}

function identity(viewer: Viewer, sessionId: string | null = null): Identity {
  return { viewer, viewerProblem: null, sessionId };
}

/** Whatever has a rule fails with the problem. */
function unknownViewer(viewerProblem: PortcullisError, sessionId: string | null = null): Identity {
  return { viewer: anonymousBecause('TOKEN_INVALID'), viewerProblem, sessionId };
}

function unavailable(message: string): PortcullisError {
  return new PortcullisError('SERVICE_UNAVAILABLE', message, { retryAfter: 1 });
}
