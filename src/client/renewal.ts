import type { AuthFragment } from '../generated/operations.js';
import { type Stopwatch, startStopwatch } from './access-memory.js';
import type { AuthHolder } from './auth-holder.js';
import type { SignedOutReason } from './auth-state.js';
import { exchangeToken } from './exchange-token.js';
import type { Send } from './send.js';
import type { SessionStore } from './stored-session.js';
import type { Tabs } from './tabs.js';
import { waitOut } from './wait-out.js';

export interface RenewalOptions {
  readonly holder: AuthHolder;
  readonly store: SessionStore;
  readonly send: Send;
  readonly tabs: Pick<Tabs<never>, 'exclusively'>;
  readonly waitMilliseconds: number;
  readonly clock: () => number;
  /** Whether the browser may have the refresh token in a cookie. */
  readonly mayHaveCookie: () => boolean;
  readonly keep: (auth: AuthFragment, since: Stopwatch) => Promise<void>;
  readonly end: (reason: SignedOutReason) => Promise<void>;
}

/**
 * Exchanges the refresh token for new tokens: once for all that wait, in one tab at a time, through outages. Gives the
 * access token; null if the session is over. A lost answer is asked for again with the same refresh token, which gets it
 * within the grace of the server.
 */
export function createRenewal(options: RenewalOptions): () => Promise<string | null> {
  const { tabs, waitMilliseconds } = options;
  let flight: Promise<string | null> | undefined;
  return () => {
    flight ??= waitOut(() => tabs.exclusively(() => renewOnce(options)), waitMilliseconds).finally(() => {
      flight = undefined;
    });
    return flight;
  };
}

async function renewOnce(options: RenewalOptions): Promise<string | null> {
  const { holder, store, send, clock, mayHaveCookie, keep, end } = options;
  const told = holder.access();
  // By the tab that was before this one.
  if (told && !told.isDue()) return told.token;
  const stored = await store.read();
  if (!stored && !mayHaveCookie()) {
    holder.signOut('SIGNED_OUT');
    return null;
  }
  const turn = holder.turn();
  const since = startStopwatch(clock);
  const exchanged = await exchangeToken(send, stored, clock);
  const now = await store.read();
  // Somebody signed in or out meanwhile, here or in another tab.
  if (turn !== holder.turn()) return holder.access()?.token ?? null;
  if (now?.sessionId !== stored?.sessionId) return renewOnce(options);
  if ('auth' in exchanged) {
    await keep(exchanged.auth, since);
    return exchanged.auth.accessToken;
  }
  // Another tab has a newer one, as after a change of the password.
  if (now?.refreshToken !== stored?.refreshToken) return renewOnce(options);
  await end(exchanged.ended);
  return null;
}
