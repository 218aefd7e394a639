import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { ModuleDeps } from '../../../src/module/index.js';
import type { User } from '../../../src/modules/accounts/index.js';
import { updateRoles } from '../../../src/modules/accounts/store.js';
import { NONE } from '../../../src/modules/sessions/decide-refresh.js';
import { lockOf } from '../../../src/modules/sessions/index.js';
import type { TestClock } from '../../support/clock.js';
import { addUser, CLIENT, NOBODY, openFor, outcomeOf, refreshOf, refusalOf } from '../../support/instance.js';
import type { Tokens } from '../../support/server.js';
import { type ModelSession, TokenFamilyModel } from './token-family.oracle.js';

/** One thing that happens to a user. `who` chooses one of their sessions, `age` 0 its newest refresh token. */
export type Step =
  | { readonly kind: 'signIn' | 'changeRoles' }
  | { readonly kind: 'refresh' | 'logout'; readonly who: number; readonly age: number }
  | { readonly kind: 'lostReply'; readonly who: number; readonly milliseconds: number }
  | { readonly kind: 'logoutByBearer' | 'revoke' | 'revokeByAnother' | 'changePassword'; readonly who: number }
  | { readonly kind: 'revokeAll'; readonly except: number | null }
  | { readonly kind: 'disable'; readonly isDisabled: boolean }
  | { readonly kind: 'tick'; readonly milliseconds: number }
  | { readonly kind: 'restore'; readonly who: number; readonly back: number };

const GRACE = 30_000;
const LONG_GRACE = 120_000;
const who = fc.nat({ max: 5 });
// Around every limit there is, and far beyond them.
const durations = [
  1,
  999,
  15_000,
  GRACE - 1,
  GRACE,
  100_000,
  LONG_GRACE - 1,
  LONG_GRACE,
  399_999,
  400_000,
  415_000,
  999_999,
  1_000_000,
  9e6,
];
const milliseconds = fc.constantFrom(...durations);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('signIn' as const) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('refresh' as const), who, age: fc.nat({ max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('lostReply' as const), who, milliseconds }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('logout' as const), who, age: fc.nat({ max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('logoutByBearer' as const, 'revoke' as const, 'revokeByAnother' as const),
      who,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('changePassword' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revokeAll' as const), except: fc.option(who) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('changeRoles' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disable' as const), isDisabled: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('tick' as const), milliseconds }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('tick' as const), milliseconds: milliseconds.map((time) => -time) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('restore' as const), who, back: fc.integer({ min: 1, max: 3 }) }),
  },
);

export const histories: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 3, maxLength: 10 });

interface Issued {
  readonly session: ModelSession;
  /** Refresh tokens by their number. */
  readonly refreshTokens: Map<number, string>;
  /** How the session was after each refresh, as a copy of the database has it. */
  readonly copies: Omit<ModelSession, 'id' | 'expiresAt' | 'isEnded'>[];
}

interface Access {
  readonly text: string;
  readonly session: ModelSession;
  readonly version: number;
  readonly iat: number;
  readonly exp: number;
}

/** Plays one history on the service and on the model, and compares every answer, every token and every event. */
export class History {
  readonly #deps: ModuleDeps;
  readonly #clock: TestClock;
  readonly #model: TokenFamilyModel;
  readonly #issued: Issued[] = [];
  readonly #access: Access[] = [];
  readonly #events: string[] = [];
  #user: User;

  private constructor(deps: ModuleDeps, clock: TestClock, user: User) {
    const { graceSeconds, lateRetries, idleSeconds, absoluteSeconds, perUser } = deps.config.sessions;
    this.#deps = deps;
    this.#clock = clock;
    this.#user = user;
    this.#model = new TokenFamilyModel({
      graceMilliseconds: graceSeconds * 1000,
      lateRetries,
      idleMilliseconds: idleSeconds * 1000,
      absoluteMilliseconds: absoluteSeconds * 1000,
      perUser,
    });
  }

  static async play(deps: ModuleDeps, clock: TestClock, steps: readonly Step[]): Promise<void> {
    const history = new History(deps, clock, await addUser(deps));
    await history.#signIn();
    for (const step of steps) {
      await history.#take(step);
      history.#checkAccess();
    }
    await history.#checkEvents();
  }

  async #take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'signIn':
        return this.#signIn();
      case 'refresh':
        return this.#refresh(this.#at(step.who), step.age);
      case 'lostReply': {
        await this.#refresh(this.#at(step.who), 0);
        this.#clock.advance(step.milliseconds / 1000);
        return this.#refresh(this.#at(step.who), 1);
      }
      case 'logout':
      case 'logoutByBearer':
        return this.#logout(this.#at(step.who), step.kind === 'logout' ? step.age : undefined);
      case 'revoke':
        return this.#revoke(this.#at(step.who));
      case 'revokeByAnother': {
        const { session } = this.#at(step.who);
        return same(await this.#deps.services.sessions.revoke('somebody else', session.id, NOBODY), false);
      }
      case 'revokeAll':
        return this.#revokeAll(step.except === null ? undefined : this.#at(step.except));
      case 'changePassword':
        return this.#changePassword(this.#at(step.who));
      case 'changeRoles':
        this.#user = await this.#deps.services.accounts.setRoles(this.#user.id, ['SUPPORT'], NOBODY);
        this.#events.push('ROLES_CHANGED');
        return;
      case 'disable':
        return this.#disable(step.isDisabled);
      case 'tick':
        return this.#clock.advance(step.milliseconds / 1000);
      case 'restore':
        return this.#restore(this.#at(step.who), step.back);
    }
  }

  #at(who: number): Issued {
    const issued = this.#issued[who % this.#issued.length];
    if (!issued) throw new TypeError('There is a session from the start.');
    return issued;
  }

  /** A refresh token of the session, and its number. */
  #tokenOf({ refreshTokens }: Issued, age: number): readonly [number, string] {
    const sorted = [...refreshTokens].sort(([a], [b]) => b - a);
    const chosen = sorted[Math.min(age, sorted.length - 1)];
    if (!chosen) throw new TypeError('There is a refresh token from the start.');
    return chosen;
  }

  async #signIn(): Promise<void> {
    const now = this.#clock.now();
    const tokens = await openFor(this.#deps, this.#user);
    const before = this.#ended();
    this.#model.signIn(tokens.sessionId, now);
    this.#push('SESSION_EVICTED', this.#ended() - before);
    const session = this.#model.sessions.at(-1);
    if (!session) throw new TypeError('The model has the session that was opened.');
    const issued: Issued = { session, refreshTokens: new Map(), copies: [] };
    this.#issued.push(issued);
    this.#keep(issued, 0, tokens);
  }

  async #refresh(issued: Issued, age: number): Promise<void> {
    const [number, text] = this.#tokenOf(issued, age);
    const { answer: expected, event } = this.#model.refresh(issued.session, number, this.#clock.now());
    const answer = await outcomeOf(refreshOf(this.#deps, text));
    if (event) this.#push(event);
    if (typeof expected === 'string' || typeof answer === 'string') {
      same(answer, expected);
      return;
    }
    this.#keep(issued, expected, answer);
  }

  async #logout(issued: Issued, age: number | undefined): Promise<void> {
    const { services } = this.#deps;
    const text = age === undefined ? undefined : this.#tokenOf(issued, age)[1];
    same(await services.sessions.logout(text, text ? null : issued.session.id, NOBODY), true);
    this.#end([issued.session], 'SIGNED_OUT');
  }

  async #revoke({ session }: Issued): Promise<void> {
    const answer = await this.#deps.services.sessions.revoke(this.#user.id, session.id, NOBODY);
    same(answer, this.#end([session], 'SESSION_REVOKED') === 1);
  }

  async #revokeAll(except: Issued | undefined): Promise<void> {
    const exceptId = except?.session.id ?? null;
    const answer = await this.#deps.services.sessions.revokeAll(this.#user.id, NOBODY, exceptId);
    same(answer, this.#end(this.#allBut(exceptId), 'SESSION_REVOKED'));
  }

  /** What a change of password does: this session with new tokens, no other, no access token of before. */
  async #changePassword(issued: Issued): Promise<void> {
    const { database, services } = this.#deps;
    const { id } = issued.session;
    const { user, renewed, count } = await database.transaction(
      async (tx) => {
        const user = await updateRoles(tx.query, this.#user.id, this.#user.roles);
        if (!user) throw new TypeError('There is the user.');
        const renewed = await services.sessions.renew(tx, id, user, undefined);
        const count = await services.sessions.endAll(tx, user.id, NOBODY, id);
        await services.revocation.revokeUserBelow(tx, user.id, user.version);
        return { user, renewed, count };
      },
      { lock: lockOf(this.#user.id) },
    );
    this.#user = user;
    const number = this.#model.renew(issued.session, this.#clock.now());
    same(count, this.#end(this.#allBut(id), 'SESSION_REVOKED'));
    same(renewed === undefined, number === undefined);
    if (renewed?.refreshToken && number !== undefined) {
      this.#keep(issued, number, { ...renewed, refreshToken: renewed.refreshToken });
    }
  }

  async #disable(isDisabled: boolean): Promise<void> {
    const disabled = Number(isDisabled);
    const { query } = this.#deps.database;
    await query.updateTable('users').set({ disabled }).where('id', '=', this.#user.id).execute();
    this.#model.isDisabled = isDisabled;
  }

  /** The row of the session as an older copy of the database has it. */
  async #restore({ session, copies }: Issued, back: number): Promise<void> {
    const copy = copies.at(Math.max(-1 - back, -copies.length));
    if (!copy) throw new TypeError('There is a copy from the start.');
    Object.assign(session, copy);
    const { query } = this.#deps.database;
    const row = {
      counter: copy.counter,
      valid_from: copy.validFrom,
      last_used_at: copy.lastUsedAt,
      idle_expires_at: copy.idleExpiresAt,
      used_counter: copy.isNewestUsed ? copy.counter : NONE,
      recovered_at: JSON.stringify(copy.recoveredAt),
    };
    await query.updateTable('sessions').set(row).where('id', '=', session.id).execute();
  }

  #allBut(id: string | null): readonly ModelSession[] {
    return this.#model.sessions.filter((session) => session.id !== id);
  }

  #ended(): number {
    return this.#model.sessions.filter(({ isEnded }) => isEnded).length;
  }

  #end(sessions: readonly ModelSession[], type: string): number {
    const before = this.#ended();
    const active = this.#model.end(sessions, this.#clock.now());
    this.#push(type, this.#ended() - before);
    return active;
  }

  #push(type: string, count = 1): void {
    for (let i = 0; i < count; i += 1) this.#events.push(type);
  }

  #keep({ session, refreshTokens, copies }: Issued, number: number, tokens: Tokens): void {
    const { id, expiresAt, isEnded, ...copy } = session;
    copies.push(copy);
    const now = this.#clock.now();
    const secondsLeft = Math.floor((session.idleExpiresAt - now) / 1000);
    const expiresIn = Math.min(this.#deps.config.sessions.accessTokenSeconds, secondsLeft);
    same(
      [tokens.userId, tokens.sessionId, tokens.expiresIn, tokens.refreshExpiresIn],
      [this.#user.id, session.id, expiresIn, secondsLeft],
    );
    // One number, one token: who asks twice never holds two that live.
    same(tokens.refreshToken, refreshTokens.get(number) ?? tokens.refreshToken);
    const others = [...refreshTokens].filter(([other]) => other !== number).map(([, text]) => text);
    same(others.includes(tokens.refreshToken), false);
    refreshTokens.set(number, tokens.refreshToken);
    const iat = Math.floor(now / 1000);
    this.#access.push({ text: tokens.accessToken, session, version: this.#user.version, iat, exp: iat + expiresIn });
  }

  /** Every access token there ever was is accepted, or not, for the reason that the model knows. */
  #checkAccess(): void {
    const now = this.#clock.now() / 1000;
    const { toleranceSeconds } = this.#deps.config.token;
    const expected = this.#access.map(({ session, version, iat, exp }) => {
      if (iat > now + toleranceSeconds) return 'TOKEN_INVALID';
      if (now >= exp + toleranceSeconds) return 'TOKEN_EXPIRED';
      return session.isEnded || version < this.#user.version ? 'TOKEN_REVOKED' : undefined;
    });
    same(
      this.#access.map(({ text }) => refusalOf(this.#deps, text)),
      expected,
    );
  }

  async #checkEvents(): Promise<void> {
    const page = { userId: this.#user.id, before: undefined, limit: 1000 };
    const events = await this.#deps.services.audit.list(page);
    same(events.map(({ type }) => type).sort(), this.#events.sort());
    same(
      events.filter(({ ipAddress }) => ipAddress !== CLIENT.ipAddress),
      [],
    );
  }
}

/** As `expect`, which takes its time each time. */
function same(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
}
