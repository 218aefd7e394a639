import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { type GraphqlRequest, request } from '../support/graphql.js';
import { endProcesses, environmentOf, type ServerProcess, startMain, startScript } from '../support/process.js';
import { withDatabase } from '../support/with-database.js';

const PASSWORD = 'correct horse battery';
const AUTH = 'auth { accessToken refreshToken userId }';
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { ${AUTH} } }`;
const LOGIN = 'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { userId } }';
const REFRESH = 'mutation ($t: String!) { refresh(refreshToken: $t) { accessToken refreshToken } }';

/**
 * A server that kills itself: when the answer of an operation named Die is written, and in the transaction of the
 * refresh that comes after one named Arm.
 */
const MORTAL = `
  import { createServer, modules } from './dist/index.js';
  let isArmed = false;
  const die = () => process.kill(process.pid, 'SIGKILL');
  const mortal = {
    name: 'mortal',
    resolvers: {
      AuthPayload: {
        tokenType: ({ tokenType }, _args, _context, { operation }) => {
          if (operation.name?.value === 'Die') die();
          if (operation.name?.value === 'Arm') isArmed = true;
          return tokenType;
        },
      },
    },
  };
  const server = createServer({
    modules: [...modules, mortal],
    // The time is asked for in the transaction, before anything of it is written.
    clock: () => {
      if (isArmed) die();
      return Date.now();
    },
  });
  const { url } = await server.listen();
  process.stdout.write('Portcullis answers at ' + url + '\\n');
`;

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly userId: string;
}

describeEachDatabase('after kill -9', (engine) => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await createTestPlace(engine);
  });
  afterEach(async () => {
    await endProcesses();
    await place.remove();
  });

  const start = (env = {}) => startMain({ env: { ...environmentOf(place), ...env } });
  const crash = async ({ kill, ended }: ServerProcess) => {
    kill('SIGKILL');
    expect(await ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  };
  const ask = async ({ url }: ServerProcess, query: string, options: GraphqlRequest = {}) => {
    const { data, errors } = await request(url, query, options);
    return { data, codes: errors.map(({ extensions: { code, reason } }) => (reason ? [code, reason] : code)) };
  };
  const register = async (server: ServerProcess, email: string): Promise<Tokens> => {
    const { data } = await ask(server, REGISTER, { variables: { input: { email, password: PASSWORD } } });
    return data.register.auth;
  };

  test('what was there still works, and what was used or ended before stays so', async () => {
    const strict = { REFRESH_GRACE_SECONDS: '0', REFRESH_LATE_RETRIES: '0' };
    const first = await start(strict);
    const { accessToken, refreshToken, userId } = await register(first, 'ann@example.com');
    const bob = await register(first, 'bob@example.com');
    const cid = await register(first, 'cid@example.com');
    const rotated = await ask(first, REFRESH, { variables: { t: cid.refreshToken } });
    expect((await ask(first, 'mutation { logout }', { token: bob.accessToken })).data).toEqual({ logout: true });
    await crash(first);

    const second = await start(strict);
    const login = await ask(second, LOGIN, { variables: { email: 'ann@example.com', password: PASSWORD } });
    expect(login).toEqual({ data: { login: { userId } }, codes: [] });
    const me = '{ me { id email sessions { current } } }';
    expect(await ask(second, me, { token: accessToken })).toEqual({
      data: { me: { id: userId, email: 'ann@example.com', sessions: [{ current: false }, { current: true }] } },
      codes: [],
    });
    const { data, codes } = await ask(second, REFRESH, { variables: { t: refreshToken } });
    expect(codes).toEqual([]);
    expect(await ask(second, '{ me { id } }', { token: data.refresh.accessToken })).toEqual({
      data: { me: { id: userId } },
      codes: [],
    });

    expect(await ask(second, '{ me { id } }', { token: bob.accessToken })).toEqual({
      data: { me: null },
      codes: [['UNAUTHENTICATED', 'TOKEN_REVOKED']],
    });
    const refresh = async (t: string) => (await ask(second, REFRESH, { variables: { t } })).codes;
    expect(await refresh(bob.refreshToken)).toEqual(['SESSION_EXPIRED']);
    expect(await refresh(rotated.data.refresh.refreshToken)).toEqual([]);
    expect(await refresh(cid.refreshToken)).toEqual(['TOKEN_REUSED']);
  });

  test('between a refresh and its answer, the same refresh token works, and the session moves one step', async () => {
    const refresh = (server: ServerProcess, name: string, t: string) =>
      ask(server, `mutation ${name}($t: String!) { refresh(refreshToken: $t) { tokenType refreshToken sessionId } }`, {
        variables: { t },
      });
    const expectKilled = async (server: ServerProcess, answer: Promise<unknown>) => {
      await expect(answer).rejects.toThrow('fetch failed');
      expect(await server.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
    };
    const counterOf = (id: string) =>
      withDatabase(place, async ({ query }) => {
        const rows = await query.selectFrom('sessions').selectAll().where('id', '=', id).execute();
        return rows.map(({ counter, ended_at }) => ({ counter, ended_at }));
      });
    const works = async (server: ServerProcess, t: string) => {
      const { data, codes } = await refresh(server, 'Live', t);
      expect(codes).toEqual([]);
      return data.refresh;
    };

    // A busy machine may take its time to start.
    const env = { ...environmentOf(place), REFRESH_GRACE_SECONDS: '120' };
    const first = await startScript(MORTAL, { env });
    const { refreshToken } = await register(first, 'ann@example.com');
    await expectKilled(first, refresh(first, 'Die', refreshToken));

    // It was done, and its answer was lost.
    const second = await startScript(MORTAL, { env });
    const found = await works(second, refreshToken);
    expect(await counterOf(found.sessionId)).toEqual([{ counter: 1, ended_at: null }]);
    const bob = await register(second, 'bob@example.com');
    await refresh(second, 'Arm', found.refreshToken);
    await expectKilled(second, refresh(second, 'Live', bob.refreshToken));

    // It was not done.
    const third = await start();
    const next = await works(third, bob.refreshToken);
    expect((await works(third, bob.refreshToken)).refreshToken).toBe(next.refreshToken);
    for (const { sessionId } of [found, next]) {
      expect(await counterOf(sessionId)).toEqual([{ counter: 1, ended_at: null }]);
      const events = await withDatabase(place, ({ query }) =>
        query.selectFrom('audit_events').select('type').where('session_id', '=', sessionId).execute(),
      );
      expect(events.map(({ type }) => type).sort()).toEqual(['REFRESHED', 'REGISTERED']);
    }
  });

  test('every registration that was answered is there, and none is half there', async () => {
    const first = await start();
    const emails = Array.from({ length: 25 }, (_, index) => `user-${index}@example.com`);
    const answered = new Map<string, Tokens>();
    const inFlight = emails.map(async (email) => {
      const tokens = await register(first, email);
      answered.set(email, tokens);
      if (answered.size === 10) first.kill('SIGKILL');
    });
    await Promise.allSettled(inFlight);
    await crash(first);
    expect(answered.size).toBeGreaterThanOrEqual(10);
    expect(answered.size).toBeLessThan(emails.length);

    const second = await start();
    for (const [email, { accessToken, userId }] of answered) {
      expect(await ask(second, '{ me { id email } }', { token: accessToken })).toEqual({
        data: { me: { id: userId, email } },
        codes: [],
      });
    }
    const outcomes = await Promise.all(
      emails.map(async (email) => {
        const { codes } = await ask(second, REGISTER, { variables: { input: { email, password: PASSWORD } } });
        const login = await ask(second, LOGIN, { variables: { email, password: PASSWORD } });
        return { email, codes, login: login.codes };
      }),
    );
    for (const { email, codes, login } of outcomes) {
      expect(login).toEqual([]);
      if (answered.has(email)) expect([email, codes]).toEqual([email, ['EMAIL_TAKEN']]);
      else expect([[], ['EMAIL_TAKEN']]).toContainEqual(codes);
    }
  });
});
