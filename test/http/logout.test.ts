import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestClock } from '../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import {
  expectAlive,
  expectError,
  expectRevoked,
  expectRevokedSoon,
  logout,
  refresh,
  takeRequestQueries,
} from '../support/operations.js';
import { PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';

const DONE = { data: { logout: true }, errors: [] };
const NOTHING_DONE = { data: { logout: false }, errors: [] };

describeEachDatabase('logout', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let email: string;
  let tokens: Tokens;
  let count = 0;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place, clock: clock.now });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });
  beforeEach(async () => {
    count += 1;
    email = `user-${count}@example.com`;
    tokens = await server.register(email);
    server.takeQueries();
  });

  const leave = async (refreshToken?: string | null, token?: string) => {
    const response = await logout(server, refreshToken, token === undefined ? {} : { token });
    return { data: response.data, errors: response.errors };
  };
  const expectEnded = async ({ accessToken, refreshToken }: Tokens) => {
    await expectRevoked(server, { accessToken });
    expectError(await refresh(server, refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
  };

  test('by refresh token ends its session, and no other of the user', async () => {
    const other = await server.login(email, PASSWORD);
    expect(await leave(tokens.refreshToken)).toEqual(DONE);
    await expectEnded(tokens);
    await expectAlive(server, other);
  });

  test('by a used refresh token ends its session, too', async () => {
    const { data } = await refresh(server, tokens.refreshToken);
    expect(await leave(tokens.refreshToken)).toEqual(DONE);
    await expectEnded(data.refresh);
  });

  test('by bearer ends its session', async () => {
    expect(await leave(undefined, tokens.accessToken)).toEqual(DONE);
    await expectEnded(tokens);
  });

  test('by bearer with the refresh token null ends its session', async () => {
    expect(await leave(null, tokens.accessToken)).toEqual(DONE);
    await expectEnded(tokens);
  });

  test('by a bearer that has expired ends its session', async () => {
    clock.advance(3600);
    expect(await leave(undefined, tokens.accessToken)).toEqual(DONE);
    expectError(await refresh(server, tokens.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
  });

  test('of a session that has expired is true', async () => {
    clock.advance(15 * 86_400);
    expect(await leave(tokens.refreshToken)).toEqual(DONE);
  });

  test('by refresh token goes before the bearer', async () => {
    const other = await server.login(email, PASSWORD);
    expect(await leave(other.refreshToken, tokens.accessToken)).toEqual(DONE);
    await expectEnded(other);
    await expectAlive(server, tokens);
  });

  test('again and again is true each time', async () => {
    for (let i = 0; i < 3; i += 1) {
      expect(await leave(tokens.refreshToken)).toEqual(DONE);
      expect(await leave(undefined, tokens.accessToken)).toEqual(DONE);
    }
  });

  test('ten at once are all true, and revoke once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => leave(tokens.refreshToken)));
    expect(answers).toEqual(Array(10).fill(DONE));
    expect(takeRequestQueries(server).filter((sql) => sql.startsWith('insert into "revocations"'))).toHaveLength(1);
    await expectEnded(tokens);
  });

  describe('of nothing is false, no error, and no question to the database', () => {
    test.each<[string, string | null | undefined, string | undefined]>([
      ['no token at all', undefined, undefined],
      ['null', null, undefined],
      ['an empty refresh token', '', undefined],
      ['garbage', 'garbage', undefined],
      ['100 kB', 'x'.repeat(100_000), undefined],
      ['a bearer of garbage', undefined, 'garbage'],
      ['both of garbage', 'garbage', 'garbage'],
    ])('%s', async (_what, refreshToken, token) => {
      expect(await leave(refreshToken, token)).toEqual(NOTHING_DONE);
      expect(takeRequestQueries(server)).toEqual([]);
    });

    test('a forged bearer, or refresh token, that names a session', async () => {
      const [header, payload] = tokens.accessToken.split('.');
      const { refreshToken } = tokens;
      expect(await leave(undefined, `${header}.${payload}.${'A'.repeat(342)}`)).toEqual(NOTHING_DONE);
      expect(await leave(`${refreshToken.slice(0, 40)}${'A'.repeat(refreshToken.length - 40)}`)).toEqual(NOTHING_DONE);
      expect(takeRequestQueries(server)).toEqual([]);
      await expectAlive(server, tokens);
    });
  });

  test('is known to another instance within a second', async () => {
    const other = await startServer({ place, clock: clock.now });
    try {
      await expectAlive(other, tokens);
      await leave(tokens.refreshToken);
      await expectRevokedSoon(other, tokens);
    } finally {
      await other.close();
    }
  });
});
