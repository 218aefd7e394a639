import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changePassword, requestPasswordReset, resetPassword } from '../support/account-operations.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { awaitToken } from '../support/mailbox.js';
import { login, logout, ME, refresh, register, setUserRoles } from '../support/operations.js';
import { ADMIN, MASTER_KEY, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const PASSWORD = 'the password of this story';
const WRONG = 'a wrong guess at a password';
const CHANGED = 'the password that it is changed to';
const RESET = 'the password that it is reset to';

describeEachDatabase('the log', (engine) => {
  let place: TestPlace;
  let server: TestServer;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  test('has no password, token or key of a whole story, though every statement is traced', async () => {
    const all: Tokens[] = [];
    const keep = (tokens: Tokens) => {
      all.push(tokens);
      return tokens;
    };
    const email = 'ada@example.com';
    const admin = keep(await server.login(ADMIN.email, ADMIN.password));
    const first = keep((await register(server, { email, password: PASSWORD })).data.register.auth);
    await register(server, { email, password: PASSWORD });
    await register(server, { email: 'x', password: PASSWORD });
    await register(server, { email, password: PASSWORD, roles: ['ADMIN'] });
    await register(server, { email: [email], password: [PASSWORD] });
    await login(server, email, WRONG);
    await login(server, `${WRONG}\u0000`, PASSWORD);
    await server.request(`mutation { login(email: "${email}", password: "${WRONG}") { nothing } }`);
    await server.request(`mutation { login(email: "${email}", password: "${WRONG}" `);
    const second = keep((await login(server, email, PASSWORD)).data.login);
    const third = keep((await refresh(server, second.refreshToken)).data.refresh);
    await refresh(server, second.refreshToken);
    await refresh(server, `${third.refreshToken}x`);
    await server.request(ME, { token: `${first.accessToken}x` });
    await server.request(ME, { token: third.accessToken });
    await setUserRoles(server, admin.accessToken, first.userId, ['SUPPORT']);
    await logout(server, first.refreshToken, { token: second.accessToken });
    const fourth = keep((await login(server, email, PASSWORD)).data.login);
    await changePassword(server, fourth.accessToken, WRONG, CHANGED);
    keep((await changePassword(server, fourth.accessToken, PASSWORD, CHANGED)).data.changePassword);
    await requestPasswordReset(server, email);
    const mailed = await awaitToken(place, email);
    await resetPassword(server, `${mailed}x`, RESET);
    await resetPassword(server, mailed, 'password1');
    await resetPassword(server, mailed, RESET);
    await resetPassword(server, mailed, RESET);
    await fetch(`${server.url}?query={me{id}}&access_token=${first.accessToken}`);

    const log = JSON.stringify(server.logged);
    expect(server.logged.length).toBeGreaterThan(20);
    const secrets = [
      PASSWORD,
      WRONG,
      CHANGED,
      RESET,
      mailed,
      ADMIN.password,
      MASTER_KEY,
      ...all.flatMap(({ accessToken, refreshToken }) => [
        accessToken,
        refreshToken,
        ...accessToken.split('.').slice(1),
      ]),
    ];
    expect(secrets).toHaveLength(7 + 4 * all.length);
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
    expect(log).not.toMatch(/\$argon2|"?d"?:"[\w-]{40}|BEGIN PRIVATE KEY/);
    expect(server.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});

let tellLog: (password: string) => void;
const careless = createTestModule({
  sdl: 'extend type Query { tell(password: String!): String @public }',
  resolvers: { Query: { tell: (_source, { password }) => void tellLog(password) } },
  start: async ({ log }) => {
    tellLog = (password) => log.info({ password }, 'careless');
    return undefined;
  },
});

test('a server whose log has a secret that a test used does not close without saying so', async () => {
  const leaky = await startServer({ modules: [careless] });
  await leaky.request('query ($password: String!) { tell(password: $password) }', {
    variables: { password: 'a "planted" password' },
  });
  await expect(leaky.close()).rejects.toThrow(
    /^A line of the log has password: .*"password":"<here>","msg":"careless"/,
  );
});
