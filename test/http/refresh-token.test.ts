import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestClock } from '../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { masterKey } from '../support/master-key.js';
import {
  expectAlive,
  expectAnswer,
  expectError,
  expectInvalid,
  expectRevoked,
  logout,
  refresh,
  takeRequestQueries,
} from '../support/operations.js';
import { startServer, type TestServer, type Tokens } from '../support/server.js';

const IDLE_SECONDS = 1000;
const ABSOLUTE_SECONDS = 2500;
const INVALID = { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' };
const EXPIRED = { code: 'SESSION_EXPIRED' };

describeEachDatabase('a refresh token', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let tokens: Tokens;
  let count = 0;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({
      place,
      clock: clock.now,
      env: { REFRESH_IDLE_SECONDS: String(IDLE_SECONDS), REFRESH_ABSOLUTE_SECONDS: String(ABSOLUTE_SECONDS) },
    });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });
  beforeEach(async () => {
    count += 1;
    tokens = await server.register(`user-${count}@example.com`);
    server.takeQueries();
  });

  const refreshed = async ({ refreshToken }: Tokens): Promise<Tokens> =>
    expectAnswer(await refresh(server, refreshToken), 'refresh');

  test('reads the session and its user; it writes a move and its event, and once that the newest was used', async () => {
    const sent = async (from: Tokens) => {
      const answer = await refreshed(from);
      const texts = takeRequestQueries(server).map((text) => /^(select|update|insert).*?"(\w+)"/.exec(text) ?? []);
      return { answer, statements: texts.slice(1, -1).map(([, verb, table]) => `${verb} ${table}`) };
    };
    const reads = ['select sessions', 'select users'];
    const move = await sent(tokens);
    expect(move.statements).toEqual([...reads, 'update sessions', 'insert audit_events']);
    expect((await sent(tokens)).statements).toEqual([...reads, 'select sessions']);
    expect((await sent(move.answer)).statements).toEqual([...reads, 'update sessions']);
    expect((await sent(move.answer)).statements).toEqual([...reads, 'select sessions']);
  });

  describe('that is not ours to the letter is TOKEN_INVALID, and no question to the database', () => {
    const flip = (token: string, at: number) =>
      `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;

    test.each<[string, (token: string) => string]>([
      ['nothing', () => ''],
      ['a word', () => 'garbage'],
      ['SQL', () => "' or 1=1 --"],
      ['one character less', (token) => token.slice(0, -1)],
      ['half of it', (token) => token.slice(0, 38)],
      ['one character more', (token) => `${token}A`],
      ['padded', (token) => `${token}=`],
      ['a space before', (token) => ` ${token}`],
      ['a line break after', (token) => `${token}\n`],
      ['twice', (token) => token + token],
      ['of the standard alphabet', (token) => `${token.slice(0, 40)}+${token.slice(41)}`],
      ['letters beside ASCII', (token) => `${token.slice(0, 40)}Ａ${token.slice(41)}`],
      ['reversed', (token) => [...token].reverse().join('')],
      ['zeros', (token) => 'A'.repeat(token.length)],
      ['500 kB', (token) => token.repeat(6500)],
      ['all that a body may hold', (token) => token.repeat(13_700)],
      ['the bearer scheme', (token) => `Bearer ${token}`],
    ])('%s', async (_what, change) => {
      expectError(await refresh(server, change(tokens.refreshToken)), 'refresh', INVALID);
      expect(takeRequestQueries(server)).toEqual([]);
      await refreshed(tokens);
    });

    test('10 MB, which no body may hold', async () => {
      const response = await refresh(server, tokens.refreshToken.repeat(140_000));
      expect(response).toMatchObject({
        status: 413,
        data: undefined,
        errors: [{ extensions: { code: 'BAD_REQUEST' } }],
      });
      expect(takeRequestQueries(server)).toEqual([]);
      await refreshed(tokens);
    });

    test('any one character changed', async () => {
      const { refreshToken } = tokens;
      const changed = Array.from({ length: refreshToken.length }, (_, at) => flip(refreshToken, at));
      const responses = await Promise.all(changed.map((token) => refresh(server, token)));
      for (const response of responses) expectError(response, 'refresh', INVALID);
      expect(takeRequestQueries(server)).toEqual([]);
      await refreshed(tokens);
    });

    test('an access token', async () => {
      expectError(await refresh(server, tokens.accessToken), 'refresh', INVALID);
      expect(takeRequestQueries(server)).toEqual([]);
    });

    test('the session of one with the rest of another', async () => {
      const other = await server.register(`other-${count}@example.com`);
      server.takeQueries();
      const mixed = tokens.refreshToken.slice(0, 28) + other.refreshToken.slice(28);
      expectError(await refresh(server, mixed), 'refresh', INVALID);
      expect(takeRequestQueries(server)).toEqual([]);
    });
  });

  test.each([[null], [5], [['a']], [{}], [undefined]])('of %j does not fit the schema', async (token) => {
    expectInvalid(await refresh(server, token), 'BAD_USER_INPUT', /\$refreshToken/);
    expect(takeRequestQueries(server)).toEqual([]);
  });

  describe('is good for the idle time of its session', () => {
    test('until its last moment', async () => {
      expect(tokens.refreshExpiresIn).toBe(IDLE_SECONDS);
      clock.advance(IDLE_SECONDS - 0.001);
      await expectAlive(server, await refreshed(tokens));
    });

    test('and not after it', async () => {
      clock.advance(IDLE_SECONDS);
      expectError(await refresh(server, tokens.refreshToken), 'refresh', EXPIRED);
    });

    test('which each refresh begins anew', async () => {
      clock.advance(IDLE_SECONDS - 1);
      const next = await refreshed(tokens);
      clock.advance(IDLE_SECONDS - 1);
      await refreshed(next);
    });
  });

  describe('is good for the absolute time of its session', () => {
    const atTheEnd = async (): Promise<Tokens> => {
      let last = tokens;
      for (const seconds of [900, 900, 600]) {
        clock.advance(seconds);
        last = await refreshed(last);
      }
      return last;
    };

    test('until its last moment; no token outlives it', async () => {
      const last = await atTheEnd();
      expect(last).toMatchObject({ expiresIn: 100, refreshExpiresIn: 100 });
      clock.advance(99.999);
      const next = await refreshed(last);
      expect(next).toMatchObject({ expiresIn: 0, refreshExpiresIn: 0 });
      await expectAlive(server, next);
    });

    test('and not after it', async () => {
      const last = await atTheEnd();
      clock.advance(100);
      expectError(await refresh(server, last.refreshToken), 'refresh', EXPIRED);
      clock.advance(15);
      const response = await server.request('{ me { id } }', { token: last.accessToken });
      expectError(response, 'me', { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' });
    });
  });

  test('of a session that has ended is SESSION_EXPIRED, used or not', async () => {
    const next = await refreshed(tokens);
    await logout(server, next.refreshToken);
    expectError(await refresh(server, next.refreshToken), 'refresh', EXPIRED);
    expectError(await refresh(server, tokens.refreshToken), 'refresh', EXPIRED);
    await expectRevoked(server, next);
  });

  test('of another server is TOKEN_INVALID, though it has the same database', async () => {
    const other = await startServer({ place, clock: clock.now, env: { MASTER_KEY: otherKeyFirst } });
    try {
      const { refreshToken } = await other.login(`user-${count}@example.com`, 'correct horse battery');
      expectError(await refresh(server, refreshToken), 'refresh', INVALID);
      // It has our key as its second, so what we made is good there.
      expectAnswer(await refresh(other, tokens.refreshToken), 'refresh');
    } finally {
      await other.close();
    }
  });
});

const otherKeyFirst = [8, 7].map(masterKey).join(',');
