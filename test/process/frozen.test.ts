import { afterEach, expect, test } from '@jest/globals';
import { createTestPlace, engines } from '../support/databases.js';
import { request } from '../support/graphql.js';
import { createPostgresProxy } from '../support/postgres-proxy.js';
import { endProcesses, environmentOf, startMain, startScript } from '../support/process.js';

afterEach(endProcesses);

const FROZEN_MILLISECONDS = 10_000;

/** A Node server that gives all that it gets to ours. */
const HOSTS = {
  handler: 'createServer((request, response) => void server.handler(request, response))',
  fetch: `createServer(async (request, response) => {
    const init = { method: request.method, headers: request.headers, body: request, duplex: 'half' };
    const answer = await server.fetch(new Request('http://localhost' + request.url, init));
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  })`,
};

const scriptOf = (kind: keyof typeof HOSTS) => `
  import { createServer } from 'node:http';
  import { createServer as createPortcullis, modules } from './dist/index.js';
  const server = createPortcullis({ modules });
  await server.start();
  const host = ${HOSTS[kind]};
  host.listen(0, '127.0.0.1', () => console.log('Portcullis answers at http://127.0.0.1:' + host.address().port + '/graphql'));
`;

const REGISTER =
  'mutation ($input: RegisterInput!) { register(input: $input) { auth { accessToken refreshToken sessionId } } }';

// With the embedded database what the server reads of its own accord is there before the request is read.
const onPostgres = engines.includes('PostgreSQL') ? test : test.skip;

// At the same time, since each of them is frozen for long.
onPostgres(
  'the first answer of handler, and of fetch, after a freeze is right, also about what was revoked meanwhile',
  async () => void (await Promise.all((['handler', 'fetch'] as const).map(answerAfterFreeze))),
  120_000,
);

async function answerAfterFreeze(kind: keyof typeof HOSTS): Promise<void> {
  const place = await createTestPlace('PostgreSQL');
  const env = { ...environmentOf(place), LOG_LEVEL: 'silent' };
  const other = await startMain({ env });
  const proxy = await createPostgresProxy(place.url ?? '');
  const frozen = await startScript(scriptOf(kind), { env: { ...env, DATABASE_URL: proxy.url } });
  const register = async (email: string) => {
    const variables = { input: { email, password: 'correct horse battery' } };
    return (await request(other.url, REGISTER, { variables })).data.register.auth;
  };
  const ada = await register('ada@example.com');
  const bob = await register('bob@example.com');
  const me = ({ accessToken }: { accessToken: string }) =>
    request(frozen.url, '{ me { email } }', { token: accessToken });
  expect([(await me(ada)).data, (await me(bob)).data]).toEqual([
    { me: { email: 'ada@example.com' } },
    { me: { email: 'bob@example.com' } },
  ]);

  frozen.kill('SIGSTOP');
  // It reads requests before it has read what was revoked, whatever it asked for first.
  proxy.delay(200);
  await new Promise((resolve) => setTimeout(resolve, FROZEN_MILLISECONDS));
  const logout = 'mutation ($token: String) { logout(refreshToken: $token) }';
  expect(await request(other.url, logout, { variables: { token: bob.refreshToken } })).toMatchObject({
    data: { logout: true },
  });
  // They wait for it, so that they are what it reads first.
  const answers = Promise.all([me(ada), me(bob)]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  frozen.kill('SIGCONT');

  const [ofAda, ofBob] = await answers;
  expect(ofAda).toMatchObject({ status: 200, data: { me: { email: 'ada@example.com' } }, errors: [] });
  expect(ofBob).toMatchObject({
    status: 200,
    data: { me: null },
    errors: [{ path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' } }],
  });
  for (const { kill, ended } of [frozen, other]) {
    kill('SIGKILL');
    await ended;
  }
  await proxy.close();
  await place.remove();
}
