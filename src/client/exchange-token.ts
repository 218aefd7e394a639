import { type AuthFragment, RefreshDocument, type RefreshMutation } from '../generated/operations.js';
import type { SignedOutReason } from './auth-state.js';
import { ClientError } from './client-error.js';
import { documentText } from './document-text.js';
import type { Send } from './send.js';
import type { StoredSession } from './stored-session.js';
import { withinAttempt } from './wait-out.js';

/** What a refresh came to. Everything else that may happen is thrown, and says nothing of the session. */
export type Exchange = { readonly auth: AuthFragment } | { readonly ended: SignedOutReason };

/** Exchanges the refresh token of a session; without one, that of the cookie. */
export async function exchangeToken(send: Send, stored: StoredSession | null, clock: () => number): Promise<Exchange> {
  const variables = { refreshToken: stored?.refreshToken ?? null };
  const { data, errors = [] } = await withinAttempt((signal) =>
    send({ query: documentText(RefreshDocument), variables }, { signal }),
  );
  const { refresh } = (data ?? {}) as Partial<RefreshMutation>;
  if (refresh) return { auth: refresh };
  const error = new ClientError(errors, data);
  const ended = signedOutReason(error, stored !== null && stored.expiresAt <= clock());
  if (!ended) throw error;
  return { ended };
}

/** Undefined if the session may go on, as in an outage. One that is over before its time was ended by somebody. */
function signedOutReason({ code, reason }: ClientError, isOverdue: boolean): SignedOutReason | undefined {
  if (code === 'TOKEN_REUSED') return 'REUSED';
  if (code === 'SESSION_EXPIRED') return isOverdue ? 'EXPIRED' : 'REVOKED';
  if (code !== 'UNAUTHENTICATED') return undefined;
  // The cookie is gone.
  return reason === 'TOKEN_MISSING' ? 'EXPIRED' : 'REVOKED';
}
