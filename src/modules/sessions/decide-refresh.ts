import type { SessionsConfig } from './config.js';
import type { Rotation, Session } from './store.js';

/** What of a session decides about its refresh tokens. */
export type RefreshState = Rotation & Pick<Session, 'expiresAt'>;

export type RefreshRules = Pick<SessionsConfig, 'graceSeconds' | 'lateRetries' | 'idleSeconds'>;

/** What to do with a refresh token, and the session as it then is; without `next`, nothing changes. */
export type RefreshDecision =
  /** From before the password was changed, or used twice. */
  | { readonly kind: 'taken-back' | 'stolen' }
  /** It gets the newest token, be it itself or its successor. */
  | { readonly kind: 'again' }
  /** The same, and the session remembers that the newest token was used. */
  | { readonly kind: 'used'; readonly next: Rotation }
  /** The session moves on, or repeats its last move. */
  | { readonly kind: 'moved' | 'ahead' | 'recovered'; readonly next: Rotation };

const DAY_MILLISECONDS = 86_400_000;

/** No refresh token has this number. */
export const NONE = -1;

/**
 * Decides about refresh token `number` of a session that lives. `now` is in milliseconds since the epoch. The order is
 * the argument: taken back, ahead, the newest, the one before it, and else stolen.
 */
export function decideRefresh(state: RefreshState, number: number, now: number, rules: RefreshRules): RefreshDecision {
  const { counter } = state;
  if (number < state.validFrom) return { kind: 'taken-back' };
  // Ahead of the row: it was given out before the database was restored from a copy. The row catches up.
  if (number > counter) return { kind: 'ahead', next: moveTo(state, number + 1, now, rules) };
  const isWithinGrace = hasJustMoved(state, now, rules);
  if (number === counter) {
    // A slow tab: within the grace there was one move, and all tabs get to what it led to.
    if (!isWithinGrace) return { kind: 'moved', next: moveTo(state, counter + 1, now, rules) };
    return state.usedCounter === counter
      ? { kind: 'again' }
      : { kind: 'used', next: { ...state, usedCounter: counter } };
  }
  if (number < counter - 1) return { kind: 'stolen' };
  if (isWithinGrace) return { kind: 'again' };
  return recover(state, now, rules) ?? { kind: 'stolen' };
}

/**
 * Two tabs, or a lost reply. Opening a session is no move, nor is a change of the password: no token is before the
 * first. The clock of the instance that moved it may be ahead of this one, or have gone back since: by more than the
 * grace, that is no moment ago.
 */
function hasJustMoved({ counter, validFrom, lastUsedAt }: RefreshState, now: number, rules: RefreshRules): boolean {
  return counter > validFrom && Math.abs(now - lastUsedAt) < rules.graceSeconds * 1000;
}

/** A reply that was lost before a client slept. A clock that went back counts all it does not know to be a day old. */
function recover(state: RefreshState, now: number, rules: RefreshRules): RefreshDecision | undefined {
  const recoveredAt = state.recoveredAt.filter((time) => now - time < DAY_MILLISECONDS);
  const isLate = now - state.lastUsedAt >= rules.graceSeconds * 1000;
  if (!isLate || state.usedCounter === state.counter || recoveredAt.length >= rules.lateRetries) return undefined;
  const next = { ...moveTo(state, state.counter, now, rules), recoveredAt: [...recoveredAt, now] };
  return { kind: 'recovered', next };
}

function moveTo(state: RefreshState, counter: number, now: number, { idleSeconds }: RefreshRules): Rotation {
  const { validFrom, recoveredAt, expiresAt } = state;
  const idleExpiresAt = Math.min(now + idleSeconds * 1000, expiresAt);
  return { counter, validFrom, lastUsedAt: now, idleExpiresAt, usedCounter: NONE, recoveredAt };
}
