import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { auditTrail, changePassword, requestPasswordReset, resetPassword } from '../support/account-operations.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import type { GraphqlResponse } from '../support/graphql.js';
import { awaitToken } from '../support/mailbox.js';
import {
  expectAlive,
  expectAnswer,
  expectError,
  expectRevoked,
  login,
  ME,
  refresh,
  setUserRoles,
} from '../support/operations.js';
import { isSoak, rounds } from '../support/rounds.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';

const LANES = 10;
const ROUNDS = rounds(20, 10);
const LIMIT_MILLISECONDS = 240_000;
const DEAD = ['SESSION_EXPIRED', 'TOKEN_REUSED', 'UNAUTHENTICATED'];
const REVOKED = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' };

const ranks = ['USER', 'SUPPORT'];
const claimsOf = ({ accessToken }: Pick<Tokens, 'accessToken'>) =>
  JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
const rankOf = (tokens: Pick<Tokens, 'accessToken'>): string => claimsOf(tokens).rank;

describeEachDatabase('a change of the password', (engine) => {
  let place: TestPlace;
  let server: TestServer;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place, claimsFor: ({ user: { roles } }) => ({ rank: roles.join(' ') }) });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  /** Each round with the password that the one before set; in as many lanes, each with a user of its own. */
  const race = async (name: string, round: (email: string, old: string, next: string) => Promise<string>) => {
    const lane = async (number: number) => {
      const email = `${name}-${number}@example.com`;
      await server.register(email);
      let password = PASSWORD;
      for (let i = 0; i < ROUNDS; i += 1) password = await round(email, password, `the password of round ${i}`);
    };
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  };
  // What a change takes on this machine, now: what races with it comes at any moment of that, or just after.
  let lastMilliseconds = 100;
  const timed = async <T>(operation: Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await operation;
    lastMilliseconds = performance.now() - start;
    return result;
  };
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const anyMoment = () => pause(Math.random() * 1.5 * lastMilliseconds);
  /** A change and one that races with it, which begins somewhat before it too: else it hardly ever comes first. */
  const raceOfTwo = <T, U>(change: () => Promise<T>, other: () => Promise<U>): Promise<[T, U]> => {
    const headStart = (Math.random() * 2 - 1.5) * lastMilliseconds;
    return Promise.all([pause(headStart).then(() => timed(change())), pause(-headStart).then(other)]);
  };

  /** Races in which `seen` is counted, until it was seen and not always: else the race was none. At most ten times. */
  const raceForBoth = async (seen: { count: number }, run: (attempt: number) => Promise<void>) => {
    for (let attempt = 1; ; attempt += 1) {
      await run(attempt);
      const both = seen.count > 0 && seen.count < attempt * LANES * ROUNDS;
      if (both || attempt === 10) return expect({ ...seen, both }).toEqual({ ...seen, both: true });
    }
  };

  /** Neither of its tokens is worth anything. */
  const expectDead = async ({ accessToken, refreshToken }: Tokens) => {
    const me = await server.request(ME, { token: accessToken });
    expectError(me, 'me', { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' });
    const { data, errors } = await refresh(server, refreshToken);
    expect(data).toEqual({ refresh: null });
    expect(DEAD).toContain(errors[0]?.extensions.code);
  };
  /** What a racing operation got, if it got anything. */
  const winnings = ({ data, errors }: GraphqlResponse, field: string): Tokens[] => {
    if (data[field]) return [data[field]];
    expect([...DEAD, 'INVALID_CREDENTIALS']).toContain(errors[0]?.extensions.code);
    return [];
  };

  test(
    `and a sign-in with the old one at once: ${LANES * ROUNDS} times nothing of the old one lives`,
    async () => {
      const wins = { count: 0 };
      const round = async (email: string, old: string, next: string) => {
        const ada = await server.login(email, old);
        const [changed, raced] = await raceOfTwo(
          () => changePassword(server, ada.accessToken, old, next),
          () => login(server, email, old),
        );
        // First, whether it was changed at all.
        const renewed = expectAnswer(changed, 'changePassword');
        const won = winnings(raced, 'login');
        wins.count += won.length;
        for (const dead of won) await expectDead(dead);
        await expectRevoked(server, ada);
        await expectAlive(server, renewed);
        return next;
      };
      await raceForBoth(wins, (attempt) => race(`login-${attempt}`, round));
    },
    LIMIT_MILLISECONDS,
  );

  test(
    `and a refresh of the session that goes on at once: ${LANES * ROUNDS} times it goes on, without an alarm`,
    async () => {
      const users: string[] = [];
      const wins = { count: 0 };
      const round = async (email: string, old: string, next: string) => {
        const ada = await server.login(email, old);
        users.push(ada.userId);
        const [changed, raced] = await raceOfTwo(
          () => changePassword(server, ada.accessToken, old, next),
          () => refresh(server, ada.refreshToken),
        );
        const renewed = expectAnswer(changed, 'changePassword');
        if (raced.data.refresh) wins.count += 1;
        else expectError(raced, 'refresh', REVOKED);
        // Nothing of before is good, and to try it harms nobody.
        for (const { refreshToken } of [ada, ...(raced.data.refresh ? [raced.data.refresh] : [])]) {
          expectError(await refresh(server, refreshToken), 'refresh', REVOKED);
        }
        await expectRevoked(server, ada);
        await expectAlive(server, renewed);
        await expectAlive(server, expectAnswer(await refresh(server, renewed.refreshToken), 'refresh'));
        return next;
      };
      await raceForBoth(wins, (attempt) => race(`in-flight-${attempt}`, round));
      const admin = await server.login(ADMIN.email, ADMIN.password);
      for (const userId of new Set(users)) {
        const trail = await auditTrail(server, admin.accessToken, userId);
        expect(trail).toContain('PASSWORD_CHANGED');
        expect(trail).not.toContain('REFRESH_TOKEN_REUSED');
        // They are the sessions of the rounds before, of which each round's change is the end.
        expect(trail.filter((type) => type === 'SESSION_REVOKED').length).toBeLessThanOrEqual(ROUNDS);
      }
    },
    LIMIT_MILLISECONDS,
  );

  test(
    `and a change of roles at once: ${LANES * ROUNDS} times no token that is good has the claims of before`,
    async () => {
      const admin = await server.login(ADMIN.email, ADMIN.password);
      let changes = 0;
      await race('roles', async (email, old, next) => {
        const ada = await server.login(email, old);
        const roles = ranks[(ranks.indexOf(rankOf(ada)) + 1) % ranks.length] ?? 'USER';
        const [changed, raced] = await Promise.all([
          timed(changePassword(server, ada.accessToken, old, next)),
          anyMoment().then(() => refresh(server, ada.refreshToken)),
          anyMoment().then(() => setUserRoles(server, admin.accessToken, ada.userId, [roles])),
        ]);
        // The roles can be changed before it is even read who wants to change the password.
        const isTooLate = changed.data.changePassword === null;
        if (isTooLate) expectError(changed, 'changePassword', REVOKED);
        else changes += 1;
        const all = [changed.data.changePassword, raced.data.refresh].filter(Boolean);
        for (const tokens of all) {
          const { errors } = await server.request(ME, { token: tokens.accessToken });
          expect([claimsOf(tokens).roles, errors.length]).toEqual([[rankOf(tokens)], expect.any(Number)]);
          if (errors.length === 0) expect(rankOf(tokens)).toBe(roles);
        }
        return isTooLate ? old : next;
      });
      expect(changes).toBeGreaterThan((LANES * ROUNDS) / (isSoak ? 4 : 10));
    },
    LIMIT_MILLISECONDS,
  );

  test(
    `and refreshes of this session and of another at once: ${LANES * ROUNDS} times nothing of the old one lives`,
    async () => {
      await race('refresh', async (email, old, next) => {
        const before = await server.login(email, old);
        const phone = await server.login(email, old);
        const ada: Tokens = expectAnswer(await refresh(server, before.refreshToken), 'refresh');
        const [changed, ...raced] = await Promise.all([
          timed(changePassword(server, ada.accessToken, old, next)),
          ...[phone, before, ada].map(async ({ refreshToken }) => {
            await anyMoment();
            return refresh(server, refreshToken);
          }),
        ]);
        if (changed.data.changePassword) {
          const won = raced.flatMap((response) => winnings(response, 'refresh'));
          for (const dead of [before, phone, ada, ...won]) await expectDead(dead);
          return next;
        }
        // A refresh took the token before the last for stolen, and ended the session first.
        expectError(changed, 'changePassword', { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' });
        return old;
      });
    },
    LIMIT_MILLISECONDS,
  );

  test('20 at once, from as many sessions, are one', async () => {
    const email = 'many@example.com';
    await server.register(email);
    const sessions: Tokens[] = [];
    for (let i = 0; i < 10; i += 1) sessions.push(await server.login(email, PASSWORD));
    const responses = await Promise.all(
      [...sessions, ...sessions].map(({ accessToken }, i) =>
        changePassword(server, accessToken, PASSWORD, `password number ${i}`),
      ),
    );
    const winners = responses.flatMap(({ errors }, i) => (errors.length === 0 ? [i] : []));
    expect(winners).toHaveLength(1);
    for (const { errors } of responses.filter((_, i) => !winners.includes(i))) {
      expect(['INVALID_CREDENTIALS', 'UNAUTHENTICATED']).toContain(errors[0]?.extensions.code);
    }
    expectError(await login(server, email, PASSWORD), 'login', { code: 'INVALID_CREDENTIALS' });
    expectAnswer(await login(server, email, `password number ${winners[0]}`), 'login');
  });

  test(
    'by a mailed link, and sign-ins with the old one at once, leave no session',
    async () => {
      await Promise.all(
        Array.from({ length: 10 }, async (_, number) => {
          const email = `grace-${number}@example.com`;
          const grace = await server.register(email);
          expectAnswer(await requestPasswordReset(server, email), 'requestPasswordReset');
          const token = await awaitToken(place, email);
          const [reset, ...raced] = await Promise.all([
            resetPassword(server, token, 'a new password for grace'),
            ...[0, 1, 2, 3].map(async () => {
              await anyMoment();
              return login(server, email, PASSWORD);
            }),
          ]);
          expect(expectAnswer(reset, 'resetPassword')).toBe(true);
          for (const dead of [grace, ...raced.flatMap((response) => winnings(response, 'login'))]) {
            await expectDead(dead);
          }
        }),
      );
    },
    LIMIT_MILLISECONDS,
  );
});
