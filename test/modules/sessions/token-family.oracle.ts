/**
 * What a user's sessions should do, said as plainly as possible: a list of sessions, a number each, and the time. It
 * knows nothing of databases, transactions and signatures.
 */
export interface ModelSession {
  readonly id: string;
  counter: number;
  validFrom: number;
  lastUsedAt: number;
  /** When a refresh moved it to the newest token, or a late retry repeated that; undefined if none did. */
  movedAt: number | undefined;
  /** Whether the newest token was sent within the grace of that. */
  isNewestUsed: boolean;
  recoveredAt: readonly number[];
  idleExpiresAt: number;
  readonly expiresAt: number;
  isEnded: boolean;
}

export interface ModelLimits {
  readonly graceMilliseconds: number;
  readonly lateRetries: number;
  readonly idleMilliseconds: number;
  readonly absoluteMilliseconds: number;
  readonly perUser: number;
}

/** What a refresh is answered, and the audit event that tells of it. */
export interface ModelAnswer {
  /** The number of the refresh token, or the code of the refusal. */
  readonly answer: number | 'SESSION_EXPIRED' | 'TOKEN_REUSED' | 'UNAUTHENTICATED';
  readonly event: string | undefined;
}

const DAY = 24 * 60 * 60 * 1000;

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
    this.sessions.push({
      ...{ id, counter: 0, validFrom: 0, lastUsedAt: now, idleExpiresAt, expiresAt, isEnded: false },
      ...{ movedAt: undefined, isNewestUsed: false, recoveredAt: [] },
    });
  }

  refresh(session: ModelSession, number: number, now: number): ModelAnswer {
    if (this.isDisabled || !this.isActive(session, now)) return refusal('SESSION_EXPIRED');
    if (number < session.validFrom) return refusal('UNAUTHENTICATED');
    if (number > session.counter) return this.#move(session, number + 1, now, 'REFRESH_TOKEN_AHEAD');
    const { movedAt, counter } = session;
    const age = movedAt === undefined ? Number.POSITIVE_INFINITY : now - movedAt;
    const isMomentAgo = Math.abs(age) < this.#limits.graceMilliseconds;
    if (number === counter) {
      if (!isMomentAgo) return this.#move(session, counter + 1, now, 'REFRESHED');
      session.isNewestUsed = true;
      return { answer: counter, event: undefined };
    }
    const isOneBehind = number === counter - 1;
    if (isOneBehind && isMomentAgo) return { answer: counter, event: undefined };
    const lately = session.recoveredAt.filter((time) => time > now - DAY);
    // The clock went back if the age is negative.
    if (isOneBehind && age >= 0 && !session.isNewestUsed && lately.length < this.#limits.lateRetries) {
      session.recoveredAt = [...lately, now];
      return this.#move(session, counter, now, 'REFRESH_RECOVERED');
    }
    session.isEnded = true;
    return { answer: 'TOKEN_REUSED', event: 'REFRESH_TOKEN_REUSED' };
  }

  #move(session: ModelSession, counter: number, now: number, event: string): ModelAnswer {
    session.counter = counter;
    session.lastUsedAt = now;
    session.movedAt = now;
    session.isNewestUsed = false;
    session.idleExpiresAt = Math.min(now + this.#limits.idleMilliseconds, session.expiresAt);
    return { answer: counter, event };
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
    session.movedAt = undefined;
    session.isNewestUsed = false;
    return session.counter;
  }
}

function lastUsedFirst(a: ModelSession, b: ModelSession): number {
  return b.lastUsedAt - a.lastUsedAt || (a.id < b.id ? -1 : 1);
}

function refusal(answer: 'SESSION_EXPIRED' | 'UNAUTHENTICATED'): ModelAnswer {
  return { answer, event: 'REFRESH_REFUSED' };
}
