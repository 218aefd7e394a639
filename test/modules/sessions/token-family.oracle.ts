/**
 * What a user's sessions should do, said as plainly as possible: a list of sessions, a number each, and the time. It
 * knows nothing of databases, transactions and signatures.
 */
export interface ModelSession {
  readonly id: string;
  counter: number;
  validFrom: number;
  lastUsedAt: number;
  idleExpiresAt: number;
  readonly expiresAt: number;
  isEnded: boolean;
}

export interface ModelLimits {
  readonly graceMilliseconds: number;
  readonly idleMilliseconds: number;
  readonly absoluteMilliseconds: number;
  readonly perUser: number;
}

/** The number of the refresh token that is answered, or the code of the refusal. */
export type ModelAnswer = number | 'SESSION_EXPIRED' | 'TOKEN_REUSED' | 'UNAUTHENTICATED';

export class TokenFamilyModel {
  readonly sessions: ModelSession[] = [];
  readonly #limits: ModelLimits;
  isDisabled = false;

  constructor(limits: ModelLimits) {
    this.#limits = limits;
  }

  isActive(session: ModelSession, now: number): boolean {
    return !session.isEnded && now < session.idleExpiresAt;
  }

  signIn(id: string, now: number): void {
    const active = this.sessions.filter((session) => this.isActive(session, now));
    const tooMany = active.sort(lastUsedFirst).slice(this.#limits.perUser - 1);
    for (const session of tooMany) session.isEnded = true;
    const expiresAt = now + this.#limits.absoluteMilliseconds;
    const idleExpiresAt = Math.min(now + this.#limits.idleMilliseconds, expiresAt);
    this.sessions.push({ id, counter: 0, validFrom: 0, lastUsedAt: now, idleExpiresAt, expiresAt, isEnded: false });
  }

  refresh(session: ModelSession, number: number, now: number): ModelAnswer {
    if (this.isDisabled || !this.isActive(session, now)) return 'SESSION_EXPIRED';
    if (number < session.validFrom) return 'UNAUTHENTICATED';
    if (number >= session.counter) {
      session.counter = number + 1;
      session.lastUsedAt = now;
      session.idleExpiresAt = Math.min(now + this.#limits.idleMilliseconds, session.expiresAt);
      return session.counter;
    }
    const isMomentAgo = Math.abs(now - session.lastUsedAt) < this.#limits.graceMilliseconds;
    if (number === session.counter - 1 && isMomentAgo) return session.counter;
    session.isEnded = true;
    return 'TOKEN_REUSED';
  }

  /** How many of these were in use; whatever they were, they are over now. */
  end(sessions: readonly ModelSession[], now: number): number {
    const active = sessions.filter((session) => this.isActive(session, now)).length;
    for (const session of sessions) session.isEnded = true;
    return active;
  }

  /** The number of the one refresh token that is good from now on; undefined if the session is over. */
  renew(session: ModelSession, now: number): number | undefined {
    if (!this.isActive(session, now)) return undefined;
    session.counter += 1;
    session.validFrom = session.counter;
    return session.counter;
  }
}

function lastUsedFirst(a: ModelSession, b: ModelSession): number {
  return b.lastUsedAt - a.lastUsedAt || (a.id < b.id ? -1 : 1);
}
