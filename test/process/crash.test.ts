import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { type GraphqlRequest, request } from '../support/graphql.js';
import { endProcesses, environmentOf, type ServerProcess, startMain } from '../support/process.js';

const PASSWORD = 'correct horse battery';
const AUTH = 'auth { accessToken refreshToken userId }';
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { ${AUTH} } }`;
const LOGIN = 'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { userId } }';
const REFRESH = 'mutation ($t: String!) { refresh(refreshToken: $t) { accessToken refreshToken } }';

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

  const start = () => startMain({ env: environmentOf(place) });
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

  test('the user, his session, his access token and his refresh token still work', async () => {
    const first = await start();
    const { accessToken, refreshToken, userId } = await register(first, 'ann@example.com');
    await crash(first);

    const second = await start();
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
  });

  test('what was used or ended before stays so', async () => {
    const first = await start();
    const ann = await register(first, 'ann@example.com');
    const bob = await register(first, 'bob@example.com');
    const rotated = await ask(first, REFRESH, { variables: { t: ann.refreshToken } });
    expect((await ask(first, 'mutation { logout }', { token: bob.accessToken })).data).toEqual({ logout: true });
    await crash(first);

    const second = await start();
    expect(await ask(second, '{ me { id } }', { token: bob.accessToken })).toEqual({
      data: { me: null },
      codes: [['UNAUTHENTICATED', 'TOKEN_REVOKED']],
    });
    const refresh = async (t: string) => (await ask(second, REFRESH, { variables: { t } })).codes;
    expect(await refresh(bob.refreshToken)).toEqual(['SESSION_EXPIRED']);
    expect(await refresh(rotated.data.refresh.refreshToken)).toEqual([]);
    expect(await refresh(ann.refreshToken)).toEqual(['TOKEN_REUSED']);
  });

  test('every registration that was answered is there, and none is half there', async () => {
    const first = await start();
    const emails = Array.from({ length: 50 }, (_, index) => `user-${index}@example.com`);
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
