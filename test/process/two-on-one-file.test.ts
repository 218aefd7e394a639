import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { request } from '../support/graphql.js';
import { endProcesses, environmentOf, type ServerProcess, startMain } from '../support/process.js';

const AUTH = 'accessToken refreshToken sessionId userId';
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { auth { ${AUTH} } } }`;
const REFRESH = `mutation ($token: String) { refresh(refreshToken: $token) { ${AUTH} } }`;
const LOGOUT = 'mutation ($token: String) { logout(refreshToken: $token) }';

let place: TestPlace;
let servers: readonly [ServerProcess, ServerProcess];
beforeAll(async () => {
  place = await createTestPlace('SQLite');
  const env = { ...environmentOf(place), LOG_LEVEL: 'warn' };
  // At the same time: one of them makes the tables and the keys.
  servers = await Promise.all([startMain({ env }), startMain({ env })]);
});
afterAll(async () => {
  await endProcesses();
  await place.remove();
});

const [ONE, OTHER] = [0, 1] as const;
const ask = async (who: 0 | 1, query: string, variables: object, token?: string) =>
  request(servers[who].url, query, { variables: { ...variables }, ...(token !== undefined && { token }) });

const register = async (who: 0 | 1, email: string) => {
  const { data } = await ask(who, REGISTER, { input: { email, password: 'correct horse battery' } });
  return data.register.auth;
};

const me = async (who: 0 | 1, { accessToken }: { accessToken: string }) => {
  const { data, errors } = await ask(who, '{ me { email } }', {}, accessToken);
  return data.me?.email ?? errors[0]?.extensions.reason;
};

test('two servers on one SQLite file: what one signs in, the other knows, refreshes and takes back', async () => {
  const people = await Promise.all(
    [ONE, OTHER].flatMap((who) => [1, 2, 3].map((nth) => register(who, `${who}-${nth}@example.com`))),
  );
  const emails = [ONE, OTHER].flatMap((who) => [1, 2, 3].map((nth) => `${who}-${nth}@example.com`));
  for (const who of [ONE, OTHER]) expect(await Promise.all(people.map((each) => me(who, each)))).toEqual(emails);

  // One after the other at both, and many at once, so that each waits for the other's lock.
  const refreshed = await Promise.all(
    people.map(async ({ refreshToken }) => {
      let last = refreshToken;
      for (const who of [ONE, OTHER, ONE, OTHER, ONE]) {
        const { data, errors } = await ask(who, REFRESH, { token: last });
        expect(errors).toEqual([]);
        last = data.refresh.refreshToken;
      }
      return last;
    }),
  );
  const both = await Promise.all([ONE, OTHER].map((who) => ask(who, REFRESH, { token: refreshed[0] })));
  const [first, second] = both.map(({ data }) => data.refresh);
  expect(second.refreshToken).toBe(first.refreshToken);

  expect((await ask(ONE, LOGOUT, { token: first.refreshToken })).data).toEqual({ logout: true });
  expect(await me(ONE, first)).toBe('TOKEN_REVOKED');
  while ((await me(OTHER, first)) !== 'TOKEN_REVOKED') await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await ask(OTHER, REFRESH, { token: first.refreshToken })).errors).toMatchObject([
    { path: ['refresh'], extensions: { code: 'SESSION_EXPIRED' } },
  ]);
  expect(await me(OTHER, people[1])).toBe('0-2@example.com');

  // Nothing was in the way of either: neither a lock that was not got, nor a feed that could not be read.
  for (const server of servers) {
    server.kill('SIGTERM');
    const { code, stdout } = await server.ended;
    expect([code, stdout.split('\n').filter((line) => line.includes('"level":'))]).toEqual([0, []]);
  }
}, 120_000);
