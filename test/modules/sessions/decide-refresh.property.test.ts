import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideRefresh, NONE, type RefreshState } from '../../../src/modules/sessions/decide-refresh.js';
import { rounds } from '../../support/rounds.js';
import { type ModelSession, TokenFamilyModel } from './token-family.oracle.js';

const DAY = 86_400_000;
const END = 1e15;
const RUNS = rounds(20_000);

const setting = fc.record({ graceSeconds: fc.constantFrom(0, 30, 120), lateRetries: fc.nat({ max: 5 }) });
const later = fc.constantFrom(0, 1, 29_999, 30_000, 119_999, 120_000, 3_600_000, DAY - 1, DAY, -1, -30_000, -DAY);
/** `behind` the newest token, so much after the one before; `renews` is a change of the password before it. */
const sent = fc.record({
  behind: fc.constantFrom(0, 0, 1, 1, 1, 2, -1),
  later,
  renews: fc.constantFrom(false, false, false, false, true),
});

test(`what the server decides is what the plain model says, in ${RUNS} random histories`, () => {
  fc.assert(
    fc.property(setting, fc.array(sent, { minLength: 1, maxLength: 12 }), ({ graceSeconds, lateRetries }, history) => {
      const model = new TokenFamilyModel({
        ...{ graceMilliseconds: graceSeconds * 1000, lateRetries, perUser: 1 },
        ...{ idleMilliseconds: END, absoluteMilliseconds: END },
      });
      let now = 1e12;
      model.signIn('a', now);
      const [session] = model.sessions;
      if (!session) throw new TypeError('It was signed in.');
      let state: RefreshState = {
        ...{ counter: 0, validFrom: 0, lastUsedAt: now, idleExpiresAt: now + END, expiresAt: now + END },
        ...{ usedCounter: NONE, recoveredAt: [] },
      };
      for (const { behind, later, renews } of history) {
        now += later;
        if (renews) {
          model.renew(session, now);
          state = { ...state, counter: state.counter + 1, validFrom: state.counter + 1 };
        }
        const number = Math.max(0, state.counter - behind);
        const decision = decideRefresh(state, number, now, { graceSeconds, lateRetries, idleSeconds: END / 1000 });
        if ('next' in decision) state = { ...state, ...decision.next };
        const { answer } = model.refresh(session, number, now);
        expect(answerOf(decision.kind, state)).toBe(answer);
        if (session.isEnded) return;
        expect(known(state)).toEqual(shown(session));
      }
    }),
    { numRuns: RUNS },
  );
});

function answerOf(kind: ReturnType<typeof decideRefresh>['kind'], { counter }: RefreshState): number | string {
  if (kind === 'stolen') return 'TOKEN_REUSED';
  return kind === 'taken-back' ? 'UNAUTHENTICATED' : counter;
}

function known({ usedCounter, ...state }: RefreshState) {
  return { ...state, isNewestUsed: usedCounter === state.counter };
}

function shown({ id, movedAt, isEnded, ...session }: ModelSession) {
  return session;
}
